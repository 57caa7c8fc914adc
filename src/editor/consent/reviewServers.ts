import { window } from "vscode";
import { Failure } from "../../base/failure.ts";
import { showBriefly } from "../show.ts";
import { count } from "../words/count.ts";
import { visibleLine } from "../words/visible.ts";
import type { Approval } from "./approvals.ts";
import type { Consents } from "./consents.ts";
import { approvalLines, dateText } from "./launchDocument.ts";
import type { LaunchDocuments } from "./launchDocuments.ts";

const title = "Approved Servers";

/** Lists what may start in this workspace; each can be looked at and taken back. */
export async function reviewServers(
  consents: Pick<Consents, "review" | "revoke">,
  documents: Pick<LaunchDocuments, "open">,
): Promise<void> {
  const approvals = consents.review();
  if (approvals.length === 0)
    throw new Failure("usage", "No server has been allowed to start in this workspace.");
  const chosen = await choose(approvals);
  if (chosen === "all") await revoke(consents, approvals);
  else if (chosen !== undefined) await act(consents, documents, chosen);
}

async function choose(approvals: readonly Approval[]): Promise<Approval | "all" | undefined> {
  const items = [
    ...approvals.map((approval) => ({
      label: `$(verified) ${approval.server}`,
      description: `allowed ${dateText(approval.at)}`,
      detail: visibleLine(approval.rows[0]?.text ?? ""),
      choice: approval as Approval | "all",
    })),
    {
      label: "$(trash) Revoke All",
      description: "those that run are stopped",
      choice: "all" as const,
    },
  ];
  const placeHolder = "Pick one to see what was allowed, or to take it back";
  const picked = await window.showQuickPick(items, { title, placeHolder, matchOnDetail: true });
  return picked?.choice;
}

async function act(
  consents: Pick<Consents, "revoke">,
  documents: Pick<LaunchDocuments, "open">,
  approval: Approval,
): Promise<void> {
  const { server } = approval;
  const show = { label: "$(book) Show What Was Allowed", act: "show" } as const;
  const back = {
    label: "$(trash) Revoke",
    description: "if it runs, it is stopped",
    act: "revoke",
  };
  const picked = await window.showQuickPick([show, back], { title: server });
  if (picked?.act === "show") await documents.open(server, approvalLines(approval), false);
  if (picked?.act === "revoke") await revoke(consents, [approval]);
}

async function revoke(
  consents: Pick<Consents, "revoke">,
  approvals: readonly Approval[],
): Promise<void> {
  for (const { server } of approvals) await consents.revoke(server);
  const [only, ...others] = approvals;
  const what = others.length === 0 ? only?.server : count(approvals.length, "server");
  showBriefly(`Revoked ${what ?? "nothing"}. The next start asks.`);
}
