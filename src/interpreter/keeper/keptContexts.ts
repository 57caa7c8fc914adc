import { connect, type Socket } from "node:net";
import { Failure } from "../../base/failure.ts";
import type { Execution, RunOptions } from "../engine.ts";
import { type Asked, failureOf, type KeptContext, linesFrom, type Said, say } from "./words.ts";

/** The contexts of a keeper, from another process. Everything rejects as in the keeper itself. */
export class KeptContexts {
  readonly #path: string;

  /** @param path of the keeper's socket. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined where no keeper is. */
  async list(): Promise<readonly KeptContext[] | undefined> {
    const socket = await this.#connect().catch(() => undefined);
    return socket && ((await exchange(socket, { do: "list" })) as readonly KeptContext[]);
  }

  create(wish: Omit<Extract<Asked, { readonly do: "create" }>, "do">): Promise<KeptContext> {
    return this.#ask({ do: "create", ...wish }) as Promise<KeptContext>;
  }

  interrupt(id: string): Promise<unknown> {
    return this.#ask({ do: "interrupt", id });
  }

  restart(id: string): Promise<unknown> {
    return this.#ask({ do: "restart", id });
  }

  stop(id: string): Promise<unknown> {
    return this.#ask({ do: "stop", id });
  }

  /** As `Context.run`. A client that dies takes its run along. */
  async run(id: string, code: string, options: RunOptions = {}): Promise<Execution> {
    const { signal, env, timeoutMs } = options;
    if (signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
    const socket = await this.#connect();
    const abort = (): void => void socket.end();
    signal?.addEventListener("abort", abort, { once: true });
    const asked = {
      ...{ do: "run" as const, id, code },
      ...(env !== undefined && { env }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
    try {
      return (await exchange(socket, asked, options)) as Execution;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async #ask(asked: Asked): Promise<unknown> {
    return exchange(await this.#connect(), asked);
  }

  #connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ path: this.#path, allowHalfOpen: true });
      socket.once("connect", () => resolve(socket));
      socket.on("error", (cause) => reject(lost(cause)));
    });
  }
}

/** Asks, and hears until the last word. */
async function exchange(
  socket: Socket,
  asked: Asked,
  { onOutput, onInput }: RunOptions = {},
): Promise<unknown> {
  try {
    say(socket, asked);
    for await (const line of linesFrom(socket)) {
      const said = line as Said;
      if (said.is === "done") return said.value;
      if (said.is === "failed") throw failureOf(said.failure);
      if (said.is === "output") onOutput?.(said.output);
      if (said.is === "question") say(socket, { answer: (await onInput?.(said.question)) ?? null });
    }
    throw lost();
  } finally {
    socket.destroy();
  }
}

const lost = (cause?: unknown): Failure =>
  new Failure("sandboxFailed", "The keeper of the contexts went away.", { cause });
