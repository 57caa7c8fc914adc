import {
  type CancellationToken,
  Disposable,
  type LanguageModelTool,
  type LanguageModelToolInvocationOptions,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  type LanguageModelToolInvocationPrepareOptions,
  type PreparedToolInvocation,
  ProgressLocation,
  window,
} from "vscode";
import { Failure } from "../../../base/failure.ts";
import { isRecord, type Params } from "../../../gateway/backend.ts";
import { RpcError } from "../../../gateway/rpcError.ts";
import { languageTools } from "../../contributions.ts";
import { failureSentences } from "../../words/failureWords.ts";
import { visibleLine } from "../../words/visible.ts";
import { signalOf } from "../signals.ts";
import { confirmation } from "./confirmation.ts";
import type { SandboxedTools, ToolCall } from "./sandboxedTools.ts";
import { toolContent } from "./toolContent.ts";

/** For agents that cannot see the servers of extensions: two tools that reach them all. */
export function registerLanguageTools(tools: SandboxedTools): Disposable {
  return Disposable.from(
    lm.registerTool(languageTools.list, new ListTool(tools)),
    lm.registerTool(languageTools.call, new CallTool(tools)),
  );
}

type Given = LanguageModelToolInvocationOptions<unknown>;
type Planned = LanguageModelToolInvocationPrepareOptions<unknown>;

class ListTool implements LanguageModelTool<unknown> {
  readonly #tools: SandboxedTools;

  constructor(tools: SandboxedTools) {
    this.#tools = tools;
  }

  prepareInvocation({ input }: Planned): PreparedToolInvocation {
    const server = serverIn(input);
    const of = server === undefined ? "all sandboxed servers" : visibleLine(server, 60);
    return { invocationMessage: `Listing the tools of ${of}` };
  }

  async invoke({ input }: Given, token: CancellationToken): Promise<LanguageModelToolResult> {
    const listed = await telling(() => this.#tools.list(serverIn(input), signalOf(token)));
    return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(listed))]);
  }
}

class CallTool implements LanguageModelTool<unknown> {
  readonly #tools: SandboxedTools;

  constructor(tools: SandboxedTools) {
    this.#tools = tools;
  }

  prepareInvocation({ input }: Planned): PreparedToolInvocation {
    return confirmation(callIn(input));
  }

  async invoke({ input }: Given, token: CancellationToken): Promise<LanguageModelToolResult> {
    const call = callIn(input);
    const title = visibleLine(`${call.server}: ${call.tool}`, 80);
    const result = await telling(async () =>
      window.withProgress({ location: ProgressLocation.Window, title }, (progress) =>
        this.#tools.call(call, signalOf(token), ({ message }) => {
          if (message !== undefined) progress.report({ message: visibleLine(message, 80) });
        }),
      ),
    );
    return new LanguageModelToolResult([...toolContent(result)]);
  }
}

function serverIn(input: unknown): string | undefined {
  const server = isRecord(input) ? input["server"] : undefined;
  return typeof server === "string" && server !== "" ? server : undefined;
}

/** The call that a model asks for; throws, in words for it, when that makes no sense. */
function callIn(input: unknown): ToolCall {
  const { server, tool, arguments: args = {} } = isRecord(input) ? input : ({} as Params);
  if (typeof server !== "string" || typeof tool !== "string" || !isRecord(args))
    throw new Error('Expected {"server": "NAME", "tool": "NAME", "arguments": { … }}.');
  return { server, tool, args };
}

/** What goes wrong, in words by which a model can do better. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RpcError) throw error;
    throw new Error(failureSentences(Failure.from(error)), { cause: error });
  }
}
