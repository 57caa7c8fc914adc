import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Message {
  readonly role: string;
  readonly content?: string | readonly { readonly text?: string }[] | null;
}

interface Asked {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

/**
 * A language model that does as it is told, behind the chat completions API: `call NAME {…}` in the
 * prompt makes it call the tool whose name ends so; a tool's result makes it say what came.
 */
export class ScriptedModel implements AsyncDisposable {
  /** Names of the tools that it was offered last. */
  tools: readonly string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ScriptedModel> {
    const model = new ScriptedModel();
    await new Promise<void>((resolve) => model.#server.listen(0, "127.0.0.1", resolve));
    return model;
  }

  /** What the editor keeps in its file of language models. */
  get configuration(): string {
    const { port } = this.#server.address() as AddressInfo;
    const model = {
      ...{ id: "scripted", name: "Scripted", toolCalling: true, vision: false },
      ...{ maxInputTokens: 128_000, maxOutputTokens: 8000 },
      url: `http://127.0.0.1:${port}/v1/chat/completions`,
    };
    const apiType = "chat-completions";
    return JSON.stringify([
      { name: "Test", vendor: "customendpoint", apiKey: "none", apiType, models: [model] },
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const asked = JSON.parse(body === "" ? "{}" : body) as Partial<Asked>;
    if (asked.messages === undefined) return void response.writeHead(404).end();
    const { messages, tools = [], model } = asked;
    const names = tools.map((tool) => tool.function.name);
    if (names.length > 0) this.tools = names;
    const delta = { role: "assistant", ...next(messages, names) };
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const finish_reason = "tool_calls" in delta ? "tool_calls" : "stop";
    const choices = [
      { index: 0, delta, finish_reason: null },
      { index: 0, delta: {}, finish_reason },
    ];
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const choice of choices)
      response.write(
        `data: ${JSON.stringify({ ...chunkOf(model), choices: [choice], usage })}\n\n`,
      );
    response.end("data: [DONE]\n\n");
  }
}

const chunkOf = (model: unknown) => ({
  ...{ id: "answer", object: "chat.completion.chunk", created: 1 },
  model,
});

function next(messages: readonly Message[], tools: readonly string[]): object {
  const last = messages.at(-1);
  if (last?.role === "tool") return { content: `The tool said: ${textOf(last)}` };
  const prompt = textOf(messages.findLast(({ role }) => role === "user"));
  const [, wanted = "", args] = [...prompt.matchAll(/call (\S+) (\{.*\})/g)].at(-1) ?? [];
  if (args === undefined) return { content: "There is nothing to do." };
  const name = tools.find((tool) => tool.endsWith(wanted));
  if (name === undefined) return { content: `There is no tool \`${wanted}\`.` };
  const call = { name, arguments: args };
  return {
    tool_calls: [{ index: 0, id: `call-${messages.length}`, type: "function", function: call }],
  };
}

function textOf(message: Message | undefined): string {
  const content = message?.content ?? "";
  return typeof content === "string" ? content : content.map(({ text = "" }) => text).join("\n");
}
