import type { Context } from "../../interpreter/contexts/context.ts";
import { languageName } from "../notebooks/languages.ts";
import { roughly } from "../words/duration.ts";
import { failureSentences } from "../words/failureWords.ts";
import { inlineCode, plainMarkdown } from "../words/markdown.ts";

/** A context on one line: `Python · idle · local`. */
export function contextWords({ language, state, provider }: Context): string {
  const where = provider === "e2b" ? "E2B" : provider;
  return [languageName(language), state.kind, where].join(" · ");
}

/** All that is known of a context. */
export function contextTooltip(context: Context, now: number): string {
  const { description, state, createdAt, lastUsedAt, cwd } = context;
  const lines = [
    state.kind === "failed" ? plainMarkdown(failureSentences(state.failure)) : "",
    state.kind === "running" ? `Runs for ${roughly(now - state.since)}.` : "",
    `Started ${roughly(now - createdAt)} ago, last used ${roughly(now - lastUsedAt)} ago.`,
    cwd === "" ? "" : `Working directory: ${inlineCode(cwd)}`,
  ];
  const head = `**${plainMarkdown(description)}** ${plainMarkdown(contextWords(context))}`;
  return [head, ...lines.filter((line) => line !== "")].join("\n\n");
}

export function contextIcon({ state }: Context): string {
  switch (state.kind) {
    case "starting":
    case "running":
      return "loading~spin";
    case "idle":
      return "circle-filled";
    case "failed":
      return "error";
    case "stopped":
      return "circle-outline";
  }
}
