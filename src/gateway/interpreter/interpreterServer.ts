import type { Log } from "../../base/log.ts";
import { Emitter } from "../../base/event.ts";
import type { Contexts } from "../../interpreter/contexts.ts";
import type { Place } from "../../interpreter/places/place.ts";
import type { Tool } from "../../mcp/server.ts";
import { checkArguments } from "../../mcp/toolArguments.ts";
import type { Answers } from "../answers.ts";
import { isRecord } from "../backend.ts";
import type { Offer } from "../offerFiles.ts";
import type { Notice, RelayRequest } from "../relay.ts";
import { invalidParams, methodNotFound, RpcError, rpcError } from "../rpcError.ts";
import * as contextTools from "./contextTools.ts";
import { downloadFile, uploadFile } from "./fileTools.ts";
import { healthCheck } from "./healthTool.ts";
import { failed } from "./result.ts";
import { runCode } from "./runTool.ts";
import type { Act } from "./toolCall.ts";
import { tools } from "./tools.ts";

export interface InterpreterServerOptions {
  /** Belongs to the caller. */
  readonly place: Place;
  /** Those of the place; belong to the caller. */
  readonly contexts: Contexts;
  readonly log: Log;
}

const acts: Readonly<Record<string, Act>> = {
  health_check: healthCheck,
  create_context: contextTools.createContext,
  run_code: runCode,
  list_contexts: contextTools.listContexts,
  stop_context: contextTools.stopContext,
  restart_context: contextTools.restartContext,
  interrupt: contextTools.interrupt,
  upload_file: uploadFile,
  download_file: downloadFile,
};

const instructions =
  "Runs code in a sandbox. Variables live in a context: create one, run code in it by its id, and " +
  "stop it when it is not needed any more. Without a context, code of a language runs in that " +
  "language's default context.";

/** The code-interpreter MCP server: contexts and runs as tools. Each client sees its own contexts. */
export class InterpreterServer implements Answers {
  readonly scope: Answers["scope"] = {
    server: "code-interpreter",
    seen: async (name) => tools.find((tool) => tool.name === name),
  };
  /** There are no resources. */
  readonly subscriptions: Answers["subscriptions"] = {
    add: () => Promise.reject(new RpcError(methodNotFound, "Method not found")),
    has: () => false,
    remove: async () => {},
    removeAll: async () => {},
  };
  readonly #options: InterpreterServerOptions;
  readonly #notified = new Emitter<Notice>();

  readonly onDidNotify = this.#notified.event;

  constructor(options: InterpreterServerOptions) {
    this.#options = options;
  }

  async offer(): Promise<Offer> {
    return { capabilities: { tools: {} }, instructions, lists: { tools } };
  }

  async answer(request: RelayRequest): Promise<unknown> {
    try {
      return await this.#answer(request);
    } catch (error) {
      throw rpcError(error);
    }
  }

  /** What a client had for itself goes with it. */
  left(client: string): void {
    void this.#options.contexts.leave(client);
  }

  async #answer(request: RelayRequest): Promise<unknown> {
    const { method, params } = request;
    if (method === "tools/list") return { tools };
    if (method !== "tools/call") throw new RpcError(methodNotFound, "Method not found");
    const tool = tools.find(({ name }) => name === params["name"]);
    const act = acts[tool?.name ?? ""];
    if (tool === undefined || act === undefined)
      throw new RpcError(invalidParams, `There is no tool ${String(params["name"])}.`);
    return this.#call(tool, act, request);
  }

  async #call(
    tool: Tool,
    act: Act,
    { params, caller, onProgress }: RelayRequest,
  ): Promise<unknown> {
    const { place, contexts, log } = this.#options;
    const { arguments: args = {} } = params;
    if (!isRecord(args)) throw new RpcError(invalidParams, "The arguments must be an object.");
    const { signal, sender: owner = "" } = caller;
    try {
      await checkArguments(tool, args, log);
      return await act({ args, place, contexts, owner, signal, onProgress });
    } catch (error) {
      if (signal.aborted) throw error; // nobody waits any more
      return failed(error);
    }
  }
}
