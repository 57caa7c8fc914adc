import { env, window } from "vscode";
import type { Check } from "../../base/check.ts";
import type { Host } from "../../mcp/host.ts";
import type { SessionRecord } from "../../mcp/records.ts";
import type { Logs } from "../logs.ts";
import { longWork } from "../longWork.ts";
import { checksDocument } from "../reports/checksDocument.ts";
import type { Reports } from "../reports/reports.ts";
import { showBriefly } from "../show.ts";
import { type Attacked, doctorVerdict, verifyVerdict } from "../words/verdicts.ts";
import { elapsed } from "../words/duration.ts";
import { visibleLine } from "../words/visible.ts";

/** What looks at this machine. */
export interface Machine {
  /** Everything that the sandboxes need, looked at. */
  diagnose(): Promise<readonly Check[]>;
  /** Attacks the sandbox from inside; one check for each attack. */
  verify(signal: AbortSignal): Promise<Verified>;
  /** Servers that run on this machine, whoever started them. */
  sessions(): Promise<readonly SessionRecord[]>;
}

export interface Verified extends Attacked {
  readonly checks: readonly Check[];
}

export async function doctor(machine: Machine, reports: Reports): Promise<void> {
  const checks = await longWork("Looking at this machine", () => machine.diagnose());
  await reports.show(
    "Doctor",
    checksDocument("MCP Sandbox: Doctor", doctorVerdict(checks), checks),
  );
}

export async function verifyIsolation(machine: Machine, reports: Reports): Promise<void> {
  const verified = await longWork("Attacking the sandbox from inside", ({ signal }) =>
    machine.verify(signal),
  );
  const title = "MCP Sandbox: Isolation on This Machine";
  await reports.show("Isolation", checksDocument(title, verifyVerdict(verified), verified.checks));
}

/** Lists what runs on this machine; picking one shows its log, or copies the id of its process. */
export async function showSessions(machine: Machine, host: Host, logs: Logs): Promise<void> {
  const sessions = await machine.sessions();
  if (sessions.length === 0) return showBriefly("No MCP server runs on this machine.");
  const items = sessions.map((session) => {
    const isOurs = session.pid === process.pid && host.server(session.server) !== undefined;
    const since = elapsed(Date.now() - session.startedAt);
    return {
      label: session.server,
      description: `${isOurs ? "this window" : `process ${session.pid}`} · since ${since} · ${session.provider}`,
      detail: visibleLine(session.commandLine),
      session,
      isOurs,
    };
  });
  const picked = await window.showQuickPick(items, {
    title: "MCP Servers Running on This Machine",
    placeHolder: "Pick one of this window to see its log, another to copy its process id",
  });
  if (picked === undefined) return;
  if (picked.isOurs) return logs.show(picked.session.server);
  await env.clipboard.writeText(String(picked.session.pid));
  showBriefly(`Copied ${picked.session.pid}.`);
}
