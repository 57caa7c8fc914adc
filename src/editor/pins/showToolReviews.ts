import { Disposable, workspace } from "vscode";
import type { Log } from "../../base/log.ts";
import type { Host } from "../../mcp/host.ts";
import { isPolicy, type PinPolicy } from "../../mcp/pins/policy.ts";
import { settings } from "../contributions.ts";
import { decideTool, reviewTools } from "./reviewTools.ts";
import { ToolDocuments } from "./toolDocuments.ts";
import { ToolReviews } from "./toolReviews.ts";

/** What agents get of the servers' tools, and the ways to decide it. */
export interface ToolReviewViews {
  readonly reviews: ToolReviews;
  review(argument: unknown): Promise<void>;
  approve(argument: unknown): Promise<void>;
  block(argument: unknown): Promise<void>;
  /** Looks at the tools of the host's servers until it is disposed of. */
  open(host: Host): Disposable;
}

export function showToolReviews(options: {
  readonly dataDir: string;
  readonly workspace: string;
  readonly log: Log;
}): ToolReviewViews {
  const reviews = new ToolReviews({ ...options, policy: policyHere });
  const documents = new ToolDocuments();
  const parts = { reviews, documents };
  return {
    reviews,
    review: (argument) => reviewTools(parts, argument),
    approve: (argument) => decideTool(parts, argument, "approve"),
    block: (argument) => decideTool(parts, argument, "block"),
    open: (host) => {
      reviews.open(host);
      const follow = workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.pins)) reviews.changePolicy();
      });
      return Disposable.from(follow, reviews, documents);
    },
  };
}

/** What nobody set, and what makes no sense, is the careful one. */
function policyHere(): PinPolicy {
  const value = workspace.getConfiguration().get(settings.pins);
  return isPolicy(value) ? value : "ask";
}
