import { Disposable, type Memento, workspace } from "vscode";
import type { Log } from "../../base/log.ts";
import type { Host } from "../../mcp/host.ts";
import type { Machines } from "../../sandbox/machines.ts";
import { commands, schemes } from "../contributions.ts";
import { FilesView } from "../files/filesView.ts";
import { SandboxFiles } from "../files/sandboxFiles.ts";
import type { Configuration } from "../servers/configuration.ts";
import { showWarning } from "../show.ts";
import { showMachineStatus } from "../statusBar.ts";
import { ignoredWords } from "./choose.ts";
import type { E2BKey } from "./key.ts";
import { followKey } from "./keyHere.ts";
import { isQuiet, type Quiet } from "./quiet.ts";
import { sweepSoon } from "./sweep.ts";

export interface Shown {
  readonly machines: Machines;
  readonly key: E2BKey;
  readonly host: Pick<Host, "servers" | "server" | "start" | "onDidChange">;
  readonly configuration: Pick<Configuration, "problems"> & Quiet["configuration"];
  readonly consents: Quiet["consents"];
  readonly secrets: Quiet["secrets"];
  /** Of this workspace. */
  readonly memory: Memento;
  readonly log: Log;
}

/** What commands need of it. */
export interface MachineViews extends Disposable, AsyncDisposable {
  readonly files: SandboxFiles;
  readonly filesView: FilesView;
}

/** With an action beside it the editor shows the whole of a message. */
const toSandboxes = { title: "Show Sandboxes", command: commands.showSandboxes, args: [] };

/** Shows microVMs outside the tree of servers, and looks for those that were left behind. */
export function showMachines(shown: Shown): MachineViews {
  const { machines, key, configuration, log } = shown;
  const files = new SandboxFiles(machines);
  const filesView = new FilesView(machines, files);
  const isWhole = (): boolean => workspace.isTrusted && configuration.problems.length === 0;
  const ignored = ignoredWords(process.env);
  if (ignored !== undefined) log.warn(ignored);
  const sweeping = sweepSoon({
    ...{ ...shown, isWhole, tell: (text) => showWarning(text, [toSandboxes]) },
    isQuiet: (server) => isQuiet(server, shown),
  });
  const all = Disposable.from(
    ...[files, filesView],
    workspace.registerFileSystemProvider(schemes.files, files, { isCaseSensitive: true }),
    showMachineStatus(machines),
    followKey(key, log),
    sweeping,
  );
  return {
    ...{ files, filesView, dispose: () => void all.dispose() },
    // Before the servers are stopped: they are to run again in the next window.
    [Symbol.asyncDispose]: async () => sweeping.dispose(),
  };
}
