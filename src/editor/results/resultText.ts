import { isRecord } from "../../config/jsonPath.ts";
import type { CallResult, ContentBlock } from "../../mcp/server.ts";
import { codeBlock, inlineCode } from "../words/markdown.ts";
import { visible, visibleLine } from "../words/visible.ts";
import { bytes, decodedSize } from "./bytes.ts";

const longestText = 500_000;

/** One block of a result: a heading and, fenced, what it says; what is not text is described. */
export function blockText(block: ContentBlock, heading: string): string {
  switch (block.type) {
    case "text":
      return `## ${heading}Text\n\n${textBlock(asText(block["text"]))}`;
    case "image":
    case "audio":
      return `## ${heading}${block.type === "image" ? "Image" : "Audio"}\n\n${binaryLine(block["mimeType"], block["data"])}`;
    case "resource":
      return `## ${heading}Resource\n\n${resourceText(isRecord(block["resource"]) ? block["resource"] : {})}`;
    case "resource_link":
      return `## ${heading}Link\n\n${linkText(block)}`;
    default:
      return `## ${heading}${visibleLine(block.type, 60)}\n\n${jsonBlock(block)}`;
  }
}

export function jsonBlock(value: unknown): string {
  return textBlock(JSON.stringify(value, undefined, 2) ?? "undefined", "json");
}

/** What is in a result beside its content: keys that nobody here knows stay in sight. */
export function restOf(result: CallResult): Readonly<Record<string, unknown>> {
  const { content: _, structuredContent: __, isError: ___, ...rest } = result;
  return rest;
}

function textBlock(text: string, language?: string): string {
  const cut = text.length > longestText;
  const shown = cut ? text.slice(0, longestText) : text;
  const block = codeBlock(visible(shown), language ?? (isJson(shown) ? "json" : "text"));
  const missing = bytes(text.length - shown.length);
  return cut ? `${block}\n\n… ${missing} more: open the raw result.` : block;
}

function resourceText(resource: Readonly<Record<string, unknown>>): string {
  const { uri, mimeType, text, blob } = resource;
  const kind = typeof mimeType === "string" ? ` · ${visibleLine(mimeType, 80)}` : "";
  const head = `${inlineCode(asText(uri))}${kind}`;
  if (typeof text === "string") return `${head}\n\n${textBlock(text)}`;
  return typeof blob === "string" ? `${head} · ${bytes(decodedSize(blob))}` : head;
}

function linkText(block: ContentBlock): string {
  const title = asText(block["title"]) || asText(block["name"]);
  const about = asText(block["description"]);
  const line = [
    visibleLine(title),
    inlineCode(asText(block["uri"])),
    visibleLine(asText(block["mimeType"]), 80),
  ]
    .filter((part) => part !== "")
    .join(" · ");
  return about === "" ? line : `${line}\n\n${textBlock(about)}`;
}

function binaryLine(mimeType: unknown, data: unknown): string {
  const kind = typeof mimeType === "string" ? visibleLine(mimeType, 80) : "unknown kind";
  const size = typeof data === "string" ? bytes(decodedSize(data)) : "no data";
  return `${kind} · ${size}`;
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
