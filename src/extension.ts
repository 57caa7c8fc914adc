import { type ExtensionContext, workspace } from "vscode";
import { ArgumentsLens, followActiveArguments } from "./editor/arguments/argumentsLens.ts";
import { ToolRuns } from "./editor/arguments/toolRuns.ts";
import { ToolSchemas } from "./editor/arguments/toolSchemas.ts";
import { registerCommands } from "./editor/commands/register.ts";
import type { Machine } from "./editor/commands/reportCommands.ts";
import { settings } from "./editor/contributions.ts";
import { Logs } from "./editor/logs.ts";
import { Reports } from "./editor/reports/reports.ts";
import { Results } from "./editor/results/results.ts";
import { Configuration } from "./editor/servers/configuration.ts";
import { defineLive } from "./editor/servers/definitions.ts";
import { launchContext, workspaceId } from "./editor/servers/launchContext.ts";
import { QuickServers } from "./editor/servers/quickServers.ts";
import { Secrets } from "./editor/servers/secrets.ts";
import { showStatus } from "./editor/statusBar.ts";
import { LiveRows } from "./editor/tree/liveRows.ts";
import type { Node } from "./editor/tree/node.ts";
import { showTree } from "./editor/tree/view.ts";
import { Host } from "./mcp/host.ts";
import { listSessions, SessionRecords } from "./mcp/records.ts";
import { dataDir } from "./sandbox/dataDir.ts";
import { JailOrBare } from "./sandbox/jailOrBare.ts";
import type { Sandboxes } from "./sandbox/sandbox.ts";

/** What other extensions and the tests inside the editor get. */
export interface Api {
  /** The rows of the tree as they are now. */
  readonly rows: () => readonly Node[];
}

let host: Host | undefined;

export function activate(context: ExtensionContext): Api {
  const data = dataDir(process.env);
  const logs = new Logs();
  const bare = (): Promise<Sandboxes> => bareSandboxes(data, logs);
  const jail = (): Promise<Sandboxes> => localSandboxes(data, logs);
  const configuration = new Configuration();
  const quick = new QuickServers();
  const secrets = new Secrets(context.secrets, context.workspaceState, workspaceId());
  host = new Host({
    sandboxes: new JailOrBare({ jail, bare, allowBare }),
    log: logs.of,
    clientInfo: { name: "mcp-sandbox", version: versionOf(context) },
    records: new SessionRecords({ dataDir: data, provider: "local" }),
  });
  const rows = new LiveRows(host, configuration);
  const runs = new ToolRuns(host);
  const results = new Results();
  const reports = new Reports();
  const machine = machineOf(data, logs);
  const parts = { host, configuration, quick, secrets, logs, runs, results, reports, machine };
  context.subscriptions.push(
    ...[logs, configuration, rows, runs, results, reports],
    defineLive(host, configuration, quick, () => launchContext(secrets)),
    showTree(rows),
    showStatus(host),
    new ToolSchemas(host),
    new ArgumentsLens(runs),
    followActiveArguments(),
    registerCommands(parts),
  );
  return { rows: () => rows.rows() };
}

/** Settles when nothing that was started is left. */
export async function deactivate(): Promise<void> {
  await host?.[Symbol.asyncDispose]();
}

async function localSandboxes(data: string, { own }: Logs): Promise<Sandboxes> {
  const { LocalSandboxes } = await import("./sandbox/local/local.ts");
  return new LocalSandboxes({ dataDir: data, log: own });
}

async function bareSandboxes(data: string, { own }: Logs): Promise<Sandboxes> {
  const { BareSandboxes } = await import("./sandbox/bare.ts");
  return new BareSandboxes({ dataDir: data, log: own });
}

function allowBare(): boolean {
  return workspace.getConfiguration().get(settings.allowUnsandboxed) === true;
}

function machineOf(data: string, { own }: Logs): Machine {
  return {
    diagnose: async () =>
      (await import("./sandbox/local/doctor/diagnose.ts")).diagnose(process.env),
    verify: async (signal) => {
      const { verifyHere } = await import("./sandbox/local/verify/verifyHere.ts");
      const { checkOf } = await import("./sandbox/local/verify/report.ts");
      const report = await verifyHere({ dataDir: data, log: own, signal });
      return { ...report, checks: report.results.map(checkOf) };
    },
    sessions: () => listSessions(data),
  };
}

function versionOf({ extension }: ExtensionContext): string {
  const manifest: unknown = extension.packageJSON;
  const isKnown = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isKnown ? String(manifest.version) : "unknown";
}
