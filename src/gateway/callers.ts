import { randomUUID } from "node:crypto";
import { isRecord, type Params } from "./backend.ts";
import { methodNotFound, RpcError } from "./rpcError.ts";

/** One request of one client, while it is under way. */
export interface Caller {
  readonly signal: AbortSignal;
  /** What the client said that it can do. Source: MCP `ClientCapabilities`. */
  readonly capabilities: Params;
  /** Tells one client from another; absent where nobody can tell. */
  readonly sender?: string | undefined;
  /** Puts a server's question to the client. Rejects when the client refuses or goes away. */
  ask?(method: string, params: Params, context: AskContext): Promise<unknown>;
}

export interface AskContext {
  /** Fires when the server no longer waits for an answer. */
  readonly signal: AbortSignal;
  /** What the server calls the question, since 2026-07-28. */
  readonly key?: string | undefined;
}

/** What is known where a server asks. */
interface Question extends AskContext {
  /** The id of the call that made the server ask, when it can only be that one. */
  readonly call?: string;
}

/** Who waits for which server, so that a server's questions find a client. */
export class Callers {
  readonly #underWay = new Map<string, Map<string, Caller>>();

  /** Keeps a caller known while its request is under way, by the id that `work` sends along. */
  async during<T>(server: string, caller: Caller, work: (id: string) => Promise<T>): Promise<T> {
    const callers = this.#underWay.get(server) ?? new Map<string, Caller>();
    const id = randomUUID();
    this.#underWay.set(server, callers.set(id, caller));
    try {
      return await work(id);
    } finally {
      callers.delete(id);
    }
  }

  /**
   * Answers a question of a server (elicitation, sampling, roots) by the client whose call made it
   * ask; where that cannot be known, by the one that called last and can answer. Rejects with
   * −32601 when there is none.
   */
  answer = (
    server: string,
    method: string,
    asked: unknown,
    context: Question,
  ): Promise<unknown> => {
    const { call } = context;
    const params = isRecord(asked) ? asked : {};
    const callers = [...(this.#underWay.get(server) ?? [])]
      .filter(([id]) => call === undefined || id === call)
      .map(([, caller]) => caller)
      .toReversed();
    const caller = callers.find(({ capabilities }) => canAnswer(capabilities, method, params));
    if (caller?.ask === undefined)
      return Promise.reject(
        new RpcError(methodNotFound, `No client that is calling ${server} can answer ${method}.`),
      );
    return caller.ask(method, params, context);
  };
}

function canAnswer(capabilities: Params, method: string, params: Params): boolean {
  if (method === "roots/list") return isRecord(capabilities["roots"]);
  if (method === "sampling/createMessage") return isRecord(capabilities["sampling"]);
  const { elicitation } = capabilities;
  if (method !== "elicitation/create" || !isRecord(elicitation)) return false;
  const isUrl = params["mode"] === "url";
  // A client of before 2025-11-25 says nothing but that it can: forms it is.
  return isUrl
    ? isRecord(elicitation["url"])
    : isRecord(elicitation["form"]) || !isRecord(elicitation["url"]);
}
