import { commands as editor, Disposable } from "vscode";
import type { Start } from "../../config/clients/bridge.ts";
import type { Host } from "../../mcp/host.ts";
import type { Machines } from "../../sandbox/machines.ts";
import type { ToolRuns } from "../arguments/toolRuns.ts";
import { type CommandId, commands } from "../contributions.ts";
import { answerLaunch } from "../consent/answerLaunch.ts";
import { interruptContext, restartContext, stopContext } from "../contexts/contextCommands.ts";
import type { ConsentViews } from "../consent/showConsents.ts";
import type { Logs } from "../logs.ts";
import type { E2BKey } from "../machines/key.ts";
import type { MachineViews } from "../machines/showMachines.ts";
import type { NotebookViews } from "../notebooks/showNotebooks.ts";
import type { ToolReviewViews } from "../pins/showToolReviews.ts";
import type { Reports } from "../reports/reports.ts";
import type { Results } from "../results/results.ts";
import type { Configuration } from "../servers/configuration.ts";
import type { QuickServers } from "../servers/quickServers.ts";
import type { Secrets } from "../servers/secrets.ts";
import { showFailure } from "../show.ts";
import { addFromJson } from "./addFromJson.ts";
import { addServer } from "./addServer.ts";
import { callTool, cancelTool, runTool, showRawResult } from "./callTool.ts";
import { deleteFile, newFile, newFolder, renameFile } from "./fileCommands.ts";
import { fetchFolder, type FolderMoves, putFolder } from "./folderCommands.ts";
import {
  copySandboxId,
  endSandbox,
  openSandboxFiles,
  pauseSandbox,
  refreshSandboxes,
  stopAllSandboxes,
} from "./machineCommands.ts";
import { machineOf } from "./machineTargets.ts";
import { quickRun } from "./quickRun.ts";
import { doctor, type Machine, showSessions, verifyIsolation } from "./reportCommands.ts";
import { refreshTools, restart, start, stop, stopAll } from "./serverCommands.ts";
import { setKey } from "./setKey.ts";
import {
  copyAsJson,
  copyText,
  edit,
  forgetSecret,
  openSettings,
  remove,
} from "./settingsCommands.ts";
import { showSandboxes } from "./showSandboxes.ts";
import { serverFor, targetOf } from "./targets.ts";

/** What the commands work with. */
export interface Parts {
  readonly host: Host;
  readonly configuration: Configuration;
  readonly quick: QuickServers;
  readonly secrets: Secrets;
  readonly logs: Logs;
  readonly runs: ToolRuns;
  readonly results: Results;
  readonly reports: Reports;
  readonly machine: Machine;
  readonly key: E2BKey;
  readonly machines: Machines;
  readonly moves: FolderMoves;
  readonly machineViews: MachineViews;
  readonly toolReviews: ToolReviewViews;
  readonly consent: ConsentViews;
  readonly notebooks: NotebookViews;
  /** What other clients start. */
  readonly bridge: { start(): Promise<Start> };
}

type Handler = (argument: unknown) => unknown;

/** Every command, once. One that is missing here does not compile. */
function handlers(parts: Parts): Readonly<Record<CommandId, Handler>> {
  const { host, configuration, quick, secrets, logs, runs, results, reports, machine } = parts;
  return {
    [commands.addServer]: () => addServer(configuration),
    [commands.addFromJson]: () => addFromJson(configuration),
    [commands.edit]: (on) => edit(configuration, host, on),
    [commands.remove]: (on) => remove(configuration, quick, host, on),
    [commands.start]: (on) => start(host, on),
    [commands.stop]: (on) => stop(host, on),
    [commands.restart]: (on) => restart(host, on),
    [commands.refreshTools]: (on) => refreshTools(host, on),
    [commands.callTool]: (on) => callTool(host, on),
    [commands.runTool]: (on) => runTool(runs, results, on),
    [commands.cancelTool]: (on) => cancelTool(runs, on),
    [commands.showRawResult]: (on) => showRawResult(results, on),
    [commands.quickRun]: () => quickRun(host, quick),
    [commands.showSessions]: () => showSessions(machine, host, logs),
    [commands.stopAll]: () => stopAll(host),
    [commands.showLog]: async (on) => {
      const server = await serverFor(on, host, "Show Log");
      if (server !== undefined) logs.show(server);
    },
    [commands.copyAsJson]: (on) => copyAsJson(configuration, quick, host, on),
    [commands.copyText]: copyText,
    [commands.exportTo]: async (on) =>
      (await import("./exportToClient.ts")).exportToClient(configuration, parts.bridge, on),
    [commands.importFrom]: async () =>
      (await import("./importFromClient.ts")).importFromClient(configuration),
    [commands.openSettings]: (on) => openSettings(configuration, on),
    [commands.forgetSecret]: () => forgetSecret(secrets),
    [commands.reviewServers]: () => parts.consent.review(),
    [commands.answerLaunch]: (on) => answerLaunch(parts.consent, on),
    [commands.reviewTools]: (on) => parts.toolReviews.review(on),
    [commands.approveTool]: (on) => parts.toolReviews.approve(on),
    [commands.blockTool]: (on) => parts.toolReviews.block(on),
    [commands.verifyIsolation]: () => verifyIsolation(machine, reports),
    [commands.doctor]: () => doctor(machine, reports),
    [commands.restartContext]: (on) => restartContext(parts.notebooks.contexts, on),
    [commands.interruptContext]: (on) => interruptContext(parts.notebooks.contexts, on),
    [commands.stopContext]: (on) => stopContext(parts.notebooks.contexts, on),
    ...machineHandlers(parts),
  };
}

/** The commands about microVMs and what is in them. */
function machineHandlers(parts: Parts) {
  const { key, machines, moves, machineViews } = parts;
  const { files, filesView } = machineViews;
  return {
    [commands.setE2BKey]: () => setKey(key, machines),
    [commands.showSandboxes]: () => showSandboxes(machines),
    [commands.refreshSandboxes]: () => refreshSandboxes(machines),
    [commands.stopAllSandboxes]: () => stopAllSandboxes(machines),
    [commands.pauseSandbox]: (on) => pauseSandbox(machines, on),
    [commands.endSandbox]: (on) => endSandbox(machines, on),
    [commands.copySandboxId]: (on) => copySandboxId(machines, on),
    [commands.putFolder]: (on) => putFolder(machines, moves, filesView, on),
    [commands.fetchFolder]: (on) => fetchFolder(machines, moves, on),
    [commands.openSandboxFiles]: (on) => openSandboxFiles(machines, filesView, on),
    [commands.closeSandboxFiles]: (on) => filesView.close(machineOf(on)),
    [commands.refreshSandboxFiles]: () => filesView.refresh(),
    [commands.newSandboxFile]: (on) => newFile(machines, files, on),
    [commands.newSandboxFolder]: (on) => newFolder(machines, files, on),
    [commands.renameSandboxFile]: (on) => renameFile(machines, on),
    [commands.deleteSandboxFile]: (on) => deleteFile(machines, files, on),
  } satisfies Partial<Record<CommandId, Handler>>;
}

/** Registers the commands. What a command throws is shown, here and nowhere else. */
export function registerCommands(parts: Parts): Disposable {
  const registrations = Object.entries(handlers(parts)).map(([id, handle]) =>
    editor.registerCommand(id, async (argument: unknown) => {
      try {
        await handle(argument);
      } catch (error) {
        parts.logs.own.debug(`${id}: ${String(error)}`);
        showFailure(error, targetOf(argument).server);
      }
    }),
  );
  return Disposable.from(...registrations);
}
