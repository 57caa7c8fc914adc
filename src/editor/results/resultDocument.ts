import type { CallResult } from "../../mcp/server.ts";
import { count } from "../words/count.ts";
import { duration } from "../words/duration.ts";
import { inlineCode } from "../words/markdown.ts";
import { visibleLine } from "../words/visible.ts";
import { blockText, jsonBlock, restOf } from "./resultText.ts";

/** One call that is over. */
export interface Call {
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: CallResult;
  readonly startedAt: number;
  readonly durationMs: number;
  /** What is wrong with the result although it came, e.g. that it breaks its own schema. */
  readonly caution?: string;
}

/** A call and its result for reading, as Markdown. Whatever the server sent stands in fences. */
export function resultDocument(call: Call): string {
  const { result } = call;
  const rest = restOf(result);
  const many = result.content.length > 1;
  return [
    `# ${visibleLine(call.tool, 100)} · ${call.server}`,
    summary(call),
    ...(call.caution === undefined ? [] : [`**${visibleLine(call.caution, 500)}**`]),
    `Called with ${inlineCode(visibleLine(JSON.stringify(call.arguments), 2000))}`,
    ...result.content.map((block, index) => blockText(block, many ? `${index + 1} ` : "")),
    ...(result.structuredContent === undefined
      ? []
      : [`## Structured content\n\n${jsonBlock(result.structuredContent)}`]),
    ...(Object.keys(rest).length === 0 ? [] : [`## Also sent\n\n${jsonBlock(rest)}`]),
    "",
  ].join("\n\n");
}

function summary({ result, startedAt, durationMs }: Call): string {
  const outcome = result.isError === true ? "✗ The tool reports an error" : "✓ Done";
  const size =
    result.content.length === 0 && result.structuredContent !== undefined
      ? "structured content"
      : count(result.content.length, "content item");
  return `${outcome} · ${duration(durationMs)} · ${size} · ${new Date(startedAt).toLocaleTimeString()}`;
}
