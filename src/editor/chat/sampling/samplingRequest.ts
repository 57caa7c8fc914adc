import { isRecord } from "../../../config/jsonPath.ts";

/** One message of a prompt, as far as a language model of the editor can be given it. */
export interface SamplingMessage {
  readonly role: "user" | "assistant";
  readonly parts: readonly SamplingPart[];
}

export type SamplingPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "image"; readonly data: Uint8Array; readonly mimeType: string };

/** What a server wants a language model to be asked. Source: MCP `CreateMessageRequest`. */
export interface SamplingRequest {
  readonly systemPrompt: string | undefined;
  readonly messages: readonly SamplingMessage[];
  /** Parts of models' names, the best first. */
  readonly hints: readonly string[];
  readonly maxTokens: number | undefined;
}

/** The request; undefined where it holds what cannot be passed on (sounds, tools). */
export function samplingRequest(params: unknown): SamplingRequest | undefined {
  if (!isRecord(params) || !Array.isArray(params["messages"]) || params["tools"] !== undefined)
    return undefined;
  const messages = params["messages"].map(messageOf);
  if (!messages.every((message) => message !== undefined)) return undefined;
  const { systemPrompt, maxTokens, modelPreferences } = params;
  return {
    messages,
    systemPrompt: typeof systemPrompt === "string" ? systemPrompt : undefined,
    maxTokens: typeof maxTokens === "number" ? maxTokens : undefined,
    hints: hintsOf(modelPreferences),
  };
}

/** The prompt for reading, before it is sent. Nothing in it is left out. */
export function promptText({ systemPrompt, messages }: SamplingRequest): string {
  const said = messages.map(({ role, parts }) => `${role}:\n${parts.map(partText).join("\n")}`);
  return [...(systemPrompt === undefined ? [] : [`system:\n${systemPrompt}`]), ...said].join(
    "\n\n",
  );
}

function partText(part: SamplingPart): string {
  return part.kind === "text" ? part.text : `[${part.mimeType}, ${part.data.length} bytes]`;
}

function messageOf(message: unknown): SamplingMessage | undefined {
  if (!isRecord(message)) return undefined;
  const { role, content } = message;
  if (role !== "user" && role !== "assistant") return undefined;
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [content];
  const parts = blocks.map(partOf);
  return parts.every((part) => part !== undefined) ? { role, parts } : undefined;
}

function partOf(block: unknown): SamplingPart | undefined {
  if (!isRecord(block)) return undefined;
  const { type, text, data, mimeType } = block;
  if (type === "text" && typeof text === "string") return { kind: "text", text };
  if (type !== "image" || typeof data !== "string" || typeof mimeType !== "string")
    return undefined;
  return { kind: "image", data: Buffer.from(data, "base64"), mimeType };
}

function hintsOf(preferences: unknown): readonly string[] {
  const hints = isRecord(preferences) ? preferences["hints"] : undefined;
  if (!Array.isArray(hints)) return [];
  return hints
    .filter(isRecord)
    .flatMap(({ name }) => (typeof name === "string" && name !== "" ? [name] : []));
}
