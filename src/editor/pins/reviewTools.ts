import { type QuickPickItem, QuickPickItemKind, window } from "vscode";
import { Failure } from "../../base/failure.ts";
import { type Undecided, waits } from "../../mcp/pins/compare.ts";
import { targetOf } from "../commands/targets.ts";
import { commands } from "../contributions.ts";
import { showBriefly, showDone } from "../show.ts";
import { count } from "../words/count.ts";
import { verdictSentence, verdictWords } from "../words/verdictWords.ts";
import { visibleLine } from "../words/visible.ts";
import type { ToolDocuments } from "./toolDocuments.ts";
import type { ToolReviews } from "./toolReviews.ts";

export interface ReviewParts {
  readonly reviews: ToolReviews;
  readonly documents: ToolDocuments;
}

interface Pick extends QuickPickItem {
  readonly server: string;
  /** One tool; absent for all of the server's that wait. */
  readonly verdict?: Undecided;
}

/** Opens a tool that agents do not get beside what was approved; asks which where that is not told. */
export async function reviewTools(parts: ReviewParts, argument: unknown): Promise<void> {
  const { reviews } = parts;
  const { server, tool } = targetOf(argument);
  const found = server === undefined ? undefined : withheld(reviews, server, tool);
  const servers = server === undefined ? reviews.servers : [server];
  const picked = found ?? (await pick(reviews, servers));
  if (picked === undefined) return;
  if (picked.verdict === undefined) await approveAll(reviews, picked.server);
  else await open(parts, picked.server, picked.verdict);
}

/** Decides about the tool that is shown, as it is shown. */
export async function decideTool(
  { reviews, documents }: ReviewParts,
  argument: unknown,
  decision: "approve" | "block",
): Promise<void> {
  const found = documents.shown(argument);
  if (found === undefined)
    throw new Failure("usage", "No tool is shown. Review Tool Changes shows those that wait.");
  const { server, verdict } = found.shown;
  await reviews[decision](server, [verdict.offered]);
  await documents.close(found.uri);
  const done = decision === "approve" ? "approved" : "blocked";
  tell(reviews, server, `${visibleLine(verdict.name, 60)} is ${done}.`, verdict.name);
}

function withheld(
  reviews: ToolReviews,
  server: string,
  tool: string | undefined,
): { readonly server: string; readonly verdict: Undecided } | undefined {
  const verdict = reviews.withheld(server).find(({ name }) => name === tool);
  return verdict && { server, verdict };
}

async function pick(
  reviews: ToolReviews,
  servers: readonly string[],
): Promise<{ readonly server: string; readonly verdict?: Undecided } | undefined> {
  const items = servers.flatMap((server) => itemsOf(server, reviews.withheld(server)));
  if (items.length === 0) {
    showBriefly("No tool waits for you.");
    return undefined;
  }
  const placeHolder = "Pick a tool to see what agents would get, and decide";
  return window.showQuickPick(items, {
    ...{ title: "Review Tool Changes", placeHolder },
    ...{ matchOnDescription: true, matchOnDetail: true },
  });
}

function itemsOf(server: string, tools: readonly Undecided[]): Pick[] {
  const waiting = tools.filter(waits);
  const all: Pick[] =
    waiting.length < 2
      ? []
      : [
          {
            label: `$(check-all) Approve All ${count(waiting.length, "Tool")} of ${server}…`,
            server,
          },
        ];
  const title = { label: server, kind: QuickPickItemKind.Separator, server };
  const each = tools.map((verdict): Pick => {
    const [finding] = verdict.findings;
    return {
      label: `$(${verdict.isBlocked ? "circle-slash" : "warning"}) ${visibleLine(verdict.name, 100)}`,
      description: verdictWords(verdict),
      detail: finding === undefined ? verdictSentence(verdict) : visibleLine(finding.why),
      server,
      verdict,
    };
  });
  return tools.length === 0 ? [] : [title, ...each, ...all];
}

async function open(
  { reviews, documents }: ReviewParts,
  server: string,
  verdict: Undecided,
): Promise<void> {
  await documents.open({ server, verdict, from: reviews.origin(server) });
}

/** Approves what is named in the question, and nothing that comes meanwhile. */
async function approveAll(reviews: ToolReviews, server: string): Promise<void> {
  const waiting = reviews.withheld(server).filter(waits);
  const names = waiting.map((each) => `${visibleLine(each.name, 60)}: ${verdictWords(each)}`);
  const answer = await window.showWarningMessage(
    `Let agents have ${count(waiting.length, "tool")} of ${server} as they are now?`,
    { modal: true, detail: names.join("\n") },
    "Approve All",
  );
  if (answer === undefined) return;
  await reviews.approve(
    server,
    waiting.map(({ offered }) => offered),
  );
  tell(reviews, server, `${count(waiting.length, "tool")} of ${server} are approved.`);
}

/** Says that it is done, and what is next where something is. */
function tell(reviews: ToolReviews, server: string, done: string, decided?: string): void {
  const left = reviews.withheld(server).filter((each) => waits(each) && each.name !== decided);
  if (left.length === 0) return showBriefly(done);
  const next = { title: "Review Next", command: commands.reviewTools, args: [server] };
  showDone(`${done} ${count(left.length, "tool")} of ${server} still to look at.`, [next]);
}
