import { type ExtensionContext, workspace } from "vscode";
import { ArgumentsLens, followActiveArguments } from "./editor/arguments/argumentsLens.ts";
import { ToolRuns } from "./editor/arguments/toolRuns.ts";
import { ToolSchemas } from "./editor/arguments/toolSchemas.ts";
import { Chat } from "./editor/chat/chat.ts";
import { registerCommands } from "./editor/commands/register.ts";
import { settings } from "./editor/contributions.ts";
import { showConsents } from "./editor/consent/showConsents.ts";
import { Logs } from "./editor/logs.ts";
import { keyIn, preferredProvider } from "./editor/machines/keyHere.ts";
import { LazyMachines } from "./editor/machines/lazyMachines.ts";
import { showMachines } from "./editor/machines/showMachines.ts";
import { showNotebooks } from "./editor/notebooks/showNotebooks.ts";
import { showToolReviews } from "./editor/pins/showToolReviews.ts";
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
import { Relays } from "./gateway/relays.ts";
import { Host } from "./mcp/host.ts";
import { SessionRecords } from "./mcp/records.ts";
import { dataDir } from "./sandbox/dataDir.ts";
import { FolderMoves } from "./sandbox/folders/moves.ts";
import { e2bSandboxes } from "./sandbox/kinds.ts";
import { codePlaces } from "./wiring/codePlaces.ts";
import { hereOf } from "./wiring/here.ts";
import { sandboxesHere } from "./wiring/sandboxes.ts";
import { walled } from "./wiring/walled.ts";
import { versionOf } from "./wiring/version.ts";

/** What other extensions and the tests inside the editor get. */
export interface Api {
  /** The rows of the tree as they are now. */
  readonly rows: () => readonly Node[];
}

/** What has to be let go of, in this order. */
let open: readonly AsyncDisposable[] = [];

export function activate(context: ExtensionContext): Api {
  const data = dataDir(process.env);
  const logs = new Logs();
  const log = logs.own;
  const own = { dataDir: data, log };
  const configuration = new Configuration();
  const quick = new QuickServers();
  const secrets = new Secrets(context.secrets, context.workspaceState, workspaceId());
  const key = keyIn(context.secrets);
  const connection = async () => key.connection();
  const service = () => e2bSandboxes({ ...own, connection, workspace: folder() });
  const machines = new LazyMachines(service);
  const version = versionOf(context);
  const toolReviews = showToolReviews({ ...own, workspace: folder() });
  const { reviews } = toolReviews;
  const [reports, relays] = [new Reports(), new Relays({ ...own, gate: reviews.gate })];
  const [launching, preferred] = [() => launchContext(secrets), () => preferredProvider(key)];
  const memory = context.workspaceState;
  const consent = showConsents(memory, { context: launching, preferred, allowBare });
  const { consents, turns } = consent;
  const sandboxes = sandboxesHere({ ...own, machines, preferred, allowBare });
  const chat = new Chat({
    ...{ relays, configuration, consent: consents, key, preferred, reports, version },
    ...own,
    picture: context.asAbsolutePath("media/icon.png"),
    ...{ approved: reviews, turns },
    place: codePlaces({ sandboxes: walled(sandboxes), preferred, log }),
  });
  const host = new Host({
    sandboxes,
    log: logs.of,
    clientInfo: { name: "mcp-sandbox", version },
    records: new SessionRecords(data),
    ...chat.forHost,
  });
  const rows = new LiveRows(host, configuration, machines, log, consents, reviews);
  const runs = new ToolRuns(host);
  const results = new Results();
  const seen = { host, configuration, consents, secrets, memory, log };
  const machineViews = showMachines({ machines, key, ...seen });
  const places = codePlaces({ sandboxes, preferred, log });
  const notebooks = showNotebooks(places, { preferred, key, log });
  open = [machineViews, chat, notebooks, host, machines];
  const parts = {
    ...{ host, configuration, quick, secrets, logs, runs, results, reports },
    ...{ consent, toolReviews, key, machines, machineViews, moves: new FolderMoves(machines) },
    ...{ ...hereOf(data, logs, context.asAbsolutePath("dist/cli.mjs")), notebooks },
  };
  context.subscriptions.push(
    ...[logs, configuration, rows, runs, results, reports, key, machineViews, consent, notebooks],
    defineLive(host, configuration, quick, consents, launching),
    ...[chat.open(host), toolReviews.open(host), showTree(rows), showStatus(host)],
    new ToolSchemas(host),
    new ArgumentsLens(runs),
    followActiveArguments(),
    registerCommands(parts),
  );
  return { rows: () => rows.rows() };
}

/** Settles when nothing that was started is left. */
export async function deactivate(): Promise<void> {
  for (const each of open) await each[Symbol.asyncDispose]();
}

function allowBare(): boolean {
  return workspace.getConfiguration().get(settings.allowUnsandboxed) === true;
}

/** As the command line names it, so that both find the same microVMs. */
function folder(): string {
  return workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
}
