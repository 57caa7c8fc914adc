import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
} from "jsonc-parser";
import type { Problem } from "../../base/failure.ts";
import { isRecord } from "../../config/jsonPath.ts";
import { parseToolUri, type ToolName, toolUri } from "./toolUri.ts";

/** The text of a new arguments document. */
export function argumentsText(name: ToolName, values: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ $schema: toolUri(name), ...values }, undefined, 2)}\n`;
}

/** The first value to type over; a text without its quotes. Where there is none, the end of the schema's line. */
export function firstValue(text: string): { readonly start: number; readonly end: number } {
  const properties = parseTree(text)?.children ?? [];
  const value = properties[1]?.children?.[1];
  if (value === undefined) {
    const behind = (properties[0]?.offset ?? 0) + (properties[0]?.length ?? 0);
    return { start: behind, end: behind };
  }
  const quote = value.type === "string" ? 1 : 0;
  return { start: value.offset + quote, end: value.offset + value.length - quote };
}

/** An arguments document as it was read. */
export interface ArgumentsRead {
  readonly name: ToolName;
  readonly values: Readonly<Record<string, unknown>>;
  /** False while the text is no JSON object yet; it cannot be run then. */
  readonly sound: boolean;
}

const longest = 100_000;

/** Reads an arguments document; `undefined` for any other text. */
export function readArguments(text: string): ArgumentsRead | undefined {
  const marked = text.slice(0, longest).includes('"$schema"');
  if (!marked) return undefined;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const value: unknown = root === undefined ? undefined : getNodeValue(root);
  if (!isRecord(value)) return undefined;
  const { $schema, ...values } = value;
  const name = typeof $schema === "string" ? parseToolUri($schema) : undefined;
  return name === undefined ? undefined : { name, values, sound: errors.length === 0 };
}

/** Where in the text a problem is: its value, else the nearest thing around it that is there. */
export function placeOf(text: string, { path }: Problem): { offset: number; length: number } {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root === undefined) return { offset: 0, length: text.length };
  const steps = path.split("/").slice(1).map(unescape);
  for (let depth = steps.length; depth > 0; depth--) {
    const node = at(root, steps.slice(0, depth));
    if (node === undefined) continue;
    // What is missing or too much in an object is shown at the object's name.
    if (depth < steps.length && node.parent?.type === "property") return keyOf(node.parent);
    return { offset: node.offset, length: node.length };
  }
  return { offset: root.offset, length: 1 };
}

function at(root: Node, steps: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const step of steps) {
    if (node === undefined) return undefined;
    const segment = node.type === "array" && /^\d+$/.test(step) ? Number(step) : step;
    node = findNodeAtLocation(node, [segment]);
  }
  return node;
}

function keyOf(property: Node): { offset: number; length: number } {
  const key = property.children?.[0] ?? property;
  return { offset: key.offset, length: key.length };
}

function unescape(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
