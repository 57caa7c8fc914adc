import { isRecord, type Params } from "./backend.ts";

/**
 * A tool's result as clients of before 2026-07-28 take it: their structured content is an object.
 * Where a tool's schema is of something else, the SDK tells them of `{ result: … }`, and so it is.
 */
export function legacyResult(result: unknown, outputSchema: unknown): unknown {
  if (!isRecord(result) || result["structuredContent"] === undefined) return result;
  const { structuredContent, content } = result;
  const isPlain = !isRecord(outputSchema) || outputSchema["type"] === "object";
  if (isPlain && isRecord(structuredContent)) return result;
  return {
    ...result,
    content: withText(content, structuredContent),
    structuredContent: { result: structuredContent },
  };
}

/** Whoever reads no structured content finds it as text. */
function withText(content: unknown, structured: unknown): readonly unknown[] {
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  const hasText = blocks.some((block) => (block as Params)["type"] === "text");
  return hasText || isRecord(structured)
    ? blocks
    : [...blocks, { type: "text", text: JSON.stringify(structured) }];
}
