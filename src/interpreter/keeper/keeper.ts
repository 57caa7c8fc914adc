import { createServer, type Server, type Socket } from "node:net";
import { Failure } from "../../base/failure.ts";
import type { Context } from "../contexts/context.ts";
import type { Contexts } from "../contexts.ts";
import {
  type Answered,
  type Asked,
  type KeptContext,
  linesFrom,
  plainOf,
  type Said,
  say,
} from "./words.ts";

export interface KeeperOptions {
  /** Belong to the caller. */
  readonly contexts: Contexts;
  /** Of the socket; the folder that it is in is the caller's to protect. */
  readonly path: string;
  /** How long it waits for the next who wants something. */
  readonly keepMs: number;
}

/** Lends contexts to other processes, which come and go. */
export class Keeper implements AsyncDisposable {
  /** Settles when nobody has come for so long, or when the last context was stopped. */
  readonly over: Promise<void>;
  readonly #options: KeeperOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #end: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: KeeperOptions) {
    this.#options = options;
    this.over = new Promise((resolve) => (this.#end = resolve));
    this.#server = createServer({ allowHalfOpen: true }, (socket) => void this.#serve(socket));
    this.#wait();
  }

  /** Settles when it can be reached. Rejects with `config` where it cannot listen. */
  static async listen(options: KeeperOptions): Promise<Keeper> {
    const keeper = new Keeper(options);
    await new Promise<void>((resolve, reject) => {
      keeper.#server.once("error", (cause) =>
        reject(new Failure("config", `${options.path}: ${cause.message}.`, { cause })),
      );
      keeper.#server.listen(options.path, resolve);
    });
    return keeper;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroySoon();
    await closed;
  }

  /** Never rejects. */
  async #serve(socket: Socket): Promise<void> {
    clearTimeout(this.#timer);
    this.#sockets.add(socket);
    socket.on("error", () => {}); // the client went away
    const said = linesFrom(socket);
    const first: IteratorResult<unknown> = await said.next();
    const asked = first.done === true ? undefined : (first.value as Asked);
    const isEnd = await this.#reply(socket, asked, said);
    socket.end();
    socket.destroySoon();
    this.#sockets.delete(socket);
    if (isEnd && this.#options.contexts.list().length === 0) this.#end();
    else if (this.#sockets.size === 0) this.#wait();
  }

  /** True when a context was stopped. */
  async #reply(socket: Socket, asked: Asked | undefined, said: AsyncGenerator): Promise<boolean> {
    if (asked === undefined) return false;
    try {
      say(socket, { is: "done", value: await this.#do(socket, asked, said) });
      return asked.do === "stop";
    } catch (error) {
      say(socket, { is: "failed", failure: plainOf(error) });
      return false;
    }
  }

  async #do(socket: Socket, asked: Asked, said: AsyncGenerator): Promise<unknown> {
    const { contexts } = this.#options;
    switch (asked.do) {
      case "list":
        return contexts.list().map(described);
      case "create": {
        const { do: _, ...wish } = asked;
        return described(await contexts.create(wish));
      }
      case "run":
        return run(contexts.find(asked.id), asked, socket, said);
      case "interrupt":
        return contexts.find(asked.id).interrupt();
      case "restart":
        return contexts.find(asked.id).restart();
      case "stop":
        return contexts.find(asked.id)[Symbol.asyncDispose]();
      default:
        throw new Failure("usage", "The keeper of the contexts is of another version.");
    }
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), this.#options.keepMs);
  }
}

/** The client ends the run by ending its half of the connection, and is told when it has stopped. */
async function run(
  context: Context,
  { code, env, timeoutMs }: Extract<Asked, { readonly do: "run" }>,
  socket: Socket,
  said: AsyncGenerator,
): Promise<unknown> {
  const gone = new AbortController();
  let answer: (text: string | undefined) => void = () => {};
  const listening = (async () => {
    for await (const line of said) answer((line as Answered).answer ?? undefined);
    gone.abort();
    answer(undefined);
  })();
  const tell = (line: Said): void => say(socket, line);
  const execution = await context.run(code, {
    signal: gone.signal,
    ...(env !== undefined && { env }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    onOutput: (output) => tell({ is: "output", output }),
    onInput: (question) => {
      tell({ is: "question", question });
      return new Promise((resolve) => (answer = resolve));
    },
  });
  void listening; // it ends with the connection
  return execution;
}

function described(context: Context): KeptContext {
  const { id, language, description, cwd, provider, state, createdAt, lastUsedAt } = context;
  return { id, language, description, cwd, provider, state: state.kind, createdAt, lastUsedAt };
}
