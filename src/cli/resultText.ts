import { isRecord } from "../config/jsonPath.ts";
import type { CallResult, ContentBlock } from "../mcp/server.ts";
import { safeText, sizeText } from "./text.ts";
import { toJson } from "./toJson.ts";

/** A tool's result for a person: texts as they are, other kinds named with their size. */
export function resultText(result: CallResult): string {
  const { content, structuredContent } = result;
  const blocks = content.map(blockText).filter((text) => text !== "");
  const isTold = content.some(({ type }) => type === "text");
  if (structuredContent !== undefined && !isTold) blocks.push(toJson(structuredContent));
  return blocks.join("\n");
}

function blockText(block: ContentBlock): string {
  switch (block.type) {
    case "text":
      return safeText(textOf(block["text"]));
    case "image":
    case "audio":
      return `[${block.type} ${about(block["mimeType"], block["data"])}; --json prints it]`;
    case "resource":
      return resourceText(isRecord(block["resource"]) ? block["resource"] : {});
    case "resource_link":
      return `[link ${safeText(textOf(block["name"]))} ${safeText(textOf(block["uri"]))}]`;
    default:
      return toJson(block);
  }
}

function resourceText(resource: Readonly<Record<string, unknown>>): string {
  const { uri, mimeType, text, blob } = resource;
  const head = `[resource ${safeText(textOf(uri))} ${about(mimeType, blob)}]`;
  return typeof text === "string" ? `${head}\n${safeText(text)}` : head;
}

/** `image/png, 12.3 kB` */
function about(mimeType: unknown, base64: unknown): string {
  const kind = typeof mimeType === "string" ? safeText(mimeType) : "";
  if (typeof base64 !== "string") return kind;
  const bytes = Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
  const size = sizeText(bytes);
  return kind === "" ? size : `${kind}, ${size}`;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
