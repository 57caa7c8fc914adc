import { LanguageModelDataPart, LanguageModelTextPart } from "vscode";
import { isRecord, type Params } from "../../../gateway/backend.ts";

export type ToolPart = LanguageModelTextPart | LanguageModelDataPart;

/** A tool's result as a language model is given it: texts, and pictures and other data as bytes. */
export function toolContent(result: unknown): readonly ToolPart[] {
  const { content, structuredContent, isError } = isRecord(result) ? result : {};
  const blocks = Array.isArray(content) ? content.filter(isRecord) : [];
  const parts = blocks.map(partOf);
  const hasText = parts.some((part) => part instanceof LanguageModelTextPart);
  const structured = structuredContent !== undefined && !hasText ? [json(structuredContent)] : [];
  const caution = isError === true ? [text("The tool reports an error:")] : [];
  const all = [...caution, ...parts, ...structured];
  return all.length > 0 ? all : [text("The tool gave no output.")];
}

const text = (value: string): LanguageModelTextPart => new LanguageModelTextPart(value);
const json = (value: unknown): LanguageModelTextPart => text(JSON.stringify(value) ?? "");

function partOf(block: Params): ToolPart {
  const { type } = block;
  if (type === "text") return text(String(block["text"]));
  if (type === "image") return data(block["data"], block["mimeType"]) ?? json(block);
  if (type === "audio") return data(block["data"], block["mimeType"]) ?? json(block);
  const { resource } = block;
  if (type !== "resource" || !isRecord(resource)) return json(block);
  const { uri, text: inside, blob, mimeType } = resource;
  if (typeof inside === "string") return text(`${String(uri)}\n${inside}`);
  return data(blob, mimeType ?? "application/octet-stream") ?? json(block);
}

function data(base64: unknown, mimeType: unknown): LanguageModelDataPart | undefined {
  if (typeof base64 !== "string" || typeof mimeType !== "string") return undefined;
  const bytes = Buffer.from(base64, "base64");
  return mimeType.startsWith("image/")
    ? LanguageModelDataPart.image(bytes, mimeType)
    : new LanguageModelDataPart(bytes, mimeType);
}
