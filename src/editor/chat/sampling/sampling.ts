import {
  LanguageModelChatMessage,
  LanguageModelDataPart,
  LanguageModelTextPart,
  CancellationTokenSource,
  type LanguageModelChat,
  lm,
  workspace,
} from "vscode";
import { Failure } from "../../../base/failure.ts";
import { invalidParams, RpcError } from "../../../gateway/rpcError.ts";
import { settings } from "../../contributions.ts";
import { visibleLine } from "../../words/visible.ts";
import { askFirst, type ShowText } from "../elicitation/askFirst.ts";
import { promptText, type SamplingMessage, samplingRequest } from "./samplingRequest.ts";
import type { SamplingRequest } from "./samplingRequest.ts";

/** Source: MCP `sampling/createMessage`, error handling. */
const rejectedByUser = -1;

export interface SamplingQuestion {
  readonly server: string;
  /** The server's own words. */
  readonly params: unknown;
  readonly signal: AbortSignal;
  readonly show: ShowText;
  /** Waits until nothing else is asked. */
  readonly turn: <T>(ask: () => Promise<T>) => Promise<T>;
}

/**
 * Asks a language model of the editor for a server, when the setting allows it and the user agrees
 * to this very prompt. Rejects with −1 where either does not.
 */
export async function sample(question: SamplingQuestion): Promise<unknown> {
  const { server, params, signal, show, turn } = question;
  if (workspace.getConfiguration().get(settings.sampling) !== true)
    throw new RpcError(rejectedByUser, `Servers may not ask a model here: ${settings.sampling}.`);
  const request = samplingRequest(params);
  if (request === undefined)
    throw new RpcError(invalidParams, "Only text and pictures can be given to a model here.");
  const title = `${server} asks a language model`;
  const message = promptText(request);
  const accepts = await models(request);
  const first = await turn(async () => {
    await show(title, message);
    return askFirst({ title, message, accepts, signal, show });
  });
  if (typeof first === "string")
    throw new RpcError(rejectedByUser, "The user rejected the request.");
  const { model } = first;
  const text = await answerOf(model, request, signal);
  if (text === "") throw new Failure("serverError", `${model.name} gave no answer.`);
  const content = { type: "text", text };
  return { role: "assistant", content, model: model.id, stopReason: "endTurn" };
}

/** The models that there are, those first that the server hints at. */
async function models({ hints }: SamplingRequest) {
  const all = await lm.selectChatModels();
  if (all.length === 0) throw new Failure("config", "No language model is set up in this editor.");
  const isNamed = ({ id, family, name }: LanguageModelChat): boolean =>
    hints.some((hint) => [id, family, name].join(" ").includes(hint));
  return [...all.filter(isNamed), ...all.filter((model) => !isNamed(model))].map((model) => ({
    label: `Send to ${visibleLine(model.name, 60)}`,
    description: "This once",
    model,
  }));
}

async function answerOf(
  model: LanguageModelChat,
  { systemPrompt, messages, maxTokens }: SamplingRequest,
  signal: AbortSignal,
): Promise<string> {
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const system = systemPrompt === undefined ? [] : [LanguageModelChatMessage.User(systemPrompt)];
  try {
    const { text } = await model.sendRequest(
      [...system, ...messages.map(chatMessage)],
      {
        justification: "A sandboxed MCP server asks; you have seen its prompt.",
        ...(maxTokens !== undefined && { modelOptions: { max_tokens: maxTokens } }),
      },
      source.token,
    );
    let answer = "";
    for await (const piece of text) answer += piece;
    return answer;
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}

function chatMessage({ role, parts }: SamplingMessage): LanguageModelChatMessage {
  const content = parts.map((part) =>
    part.kind === "text"
      ? new LanguageModelTextPart(part.text)
      : LanguageModelDataPart.image(part.data, part.mimeType),
  );
  return role === "user"
    ? LanguageModelChatMessage.User(content)
    : LanguageModelChatMessage.Assistant(content);
}
