import { isRecord, type Params } from "./backend.ts";

/** How much of one result an agent gets, in characters as JSON counts them. */
export interface ResultBounds {
  /** Text, structured content included. */
  readonly text: number;
  /** Everything: images, audio and other data besides. */
  readonly all: number;
}

export const defaultBounds: ResultBounds = { text: 1_000_000, all: 10_000_000 };

/** The whole of a result that was cut, as text. */
export interface Whole {
  readonly text: string;
  readonly mimeType: string;
}

/** True when a result may go out as it is. */
export function fits(result: unknown, bounds: ResultBounds): boolean {
  const length = JSON.stringify(result)?.length ?? 0;
  if (length <= Math.min(bounds.text, bounds.all)) return true;
  if (length > bounds.all || !isRecord(result)) return false;
  const { content, ...rest } = result;
  return textIn(blocksOf(content)) + sizeOf(rest) <= bounds.text;
}

/** The result for reading: its text when it is all text, else all of it as JSON. */
export function wholeOf(result: unknown): Whole {
  const { content, structuredContent } = isRecord(result) ? result : {};
  const blocks = blocksOf(content);
  const isText = structuredContent === undefined && blocks.every(isTextBlock);
  return isText && blocks.length > 0
    ? { text: blocks.map(({ text }) => String(text)).join("\n"), mimeType: "text/plain" }
    : { text: JSON.stringify(result, undefined, 1), mimeType: "application/json" };
}

/**
 * The beginning of a result that is too large, and behind it what leads to the whole. Structured
 * content cannot be cut; where it has to go the result is an error, for clients insist on it.
 */
export function cut(result: unknown, bounds: ResultBounds, ways: readonly Params[]): Params {
  const { content, structuredContent, ...rest } = isRecord(result) ? result : {};
  const left = { text: bounds.text, all: bounds.all };
  const structuredSize = structuredContent === undefined ? 0 : sizeOf(structuredContent);
  const keepsStructured = structuredContent !== undefined && structuredSize <= left.text / 2;
  if (keepsStructured) spend(left, structuredSize, structuredSize);
  const kept = blocksOf(content).flatMap((block) => cutBlock(block, left));
  return {
    ...(sizeOf(rest) <= bounds.text ? rest : {}),
    content: [...kept, ...ways],
    ...(keepsStructured && { structuredContent }),
    ...(structuredContent !== undefined && !keepsStructured && { isError: true }),
  };
}

interface Left {
  text: number;
  all: number;
}

function spend(left: Left, text: number, all: number): void {
  left.text -= text;
  left.all -= all;
}

function cutBlock(block: Params, left: Left): readonly Params[] {
  const size = sizeOf(block);
  const inner = textOf(block);
  const text = inner === undefined ? 0 : Math.max(size, inner.length);
  if (size <= left.all && text <= left.text) {
    spend(left, text, size);
    return [block];
  }
  if (inner === undefined || !isTextBlock(block)) return [];
  const length = Math.max(0, Math.min(left.text, left.all));
  spend(left, length, length);
  return length === 0 ? [] : [{ ...block, text: beginning(inner, length) }];
}

/** Never half of a character. */
function beginning(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

/** The text that a model reads of a block; none of an image. */
function textOf(block: Params): string | undefined {
  if (isTextBlock(block)) return String(block["text"]);
  const { resource } = block;
  return isRecord(resource) && typeof resource["text"] === "string" ? resource["text"] : undefined;
}

const textIn = (blocks: readonly Params[]): number =>
  blocks.reduce((sum, block) => sum + (textOf(block)?.length ?? 0), 0);
const sizeOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;
const isTextBlock = ({ type, text }: Params): boolean =>
  type === "text" && typeof text === "string";
const blocksOf = (content: unknown): readonly Params[] =>
  Array.isArray(content) ? content.filter(isRecord) : [];
