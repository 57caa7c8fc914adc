import { workspace } from "vscode";
import { type Disposable as Listening, type Event, Emitter } from "../../base/event.ts";
import type { Log } from "../../base/log.ts";
import type { Contexts } from "../../interpreter/contexts.ts";
import type { Place } from "../../interpreter/places/place.ts";
import { settings } from "../contributions.ts";
import type { Served } from "./routes.ts";

/** Its name among the servers; a configured server of that name stands before it. */
export const interpreterName = "code-interpreter";
export const interpreterDescription = "Runs code in a sandbox, with variables that live on.";

/** A context that nobody uses for so long is stopped, and with the last the sandbox. */
const idleMs = 30 * 60_000;

export interface CodeInterpreterOptions {
  /** Makes the place where the code runs, by the name of its private home. */
  readonly place: (id: string) => Promise<Place>;
  readonly log: Log;
}

interface Open {
  readonly place: Place;
  readonly contexts: Contexts;
  readonly server: Served;
}

/** The code-interpreter server for this editor's agent. Nothing of it is loaded until it is wanted. */
export class CodeInterpreter implements Listening, AsyncDisposable {
  readonly #options: CodeInterpreterOptions;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Listening;
  #opening: Promise<Open> | undefined;

  /** It is offered now, or not any more. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(options: CodeInterpreterOptions) {
    this.#options = options;
    this.#subscription = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settings.codeInterpreter)) this.#changed.fire();
    });
  }

  get isOffered(): boolean {
    return workspace.getConfiguration().get(settings.codeInterpreter) !== false;
  }

  /** What clients are served with. Opens no sandbox: the first code does. */
  async served(): Promise<Served> {
    const { server } = await (this.#opening ??= this.#open());
    return server;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  async #open(): Promise<Open> {
    const [{ InterpreterServer }, { Contexts: Opening }] = await Promise.all([
      import("../../gateway/interpreter/interpreterServer.ts"),
      import("../../interpreter/contexts.ts"),
    ]);
    const { place: placeFor, log } = this.#options;
    const place = await placeFor(interpreterName);
    const { engine, provider } = place;
    const contexts = new Opening({ engine, provider, idleMs });
    const server = Object.assign(new InterpreterServer({ place, contexts, log }), {
      [Symbol.dispose]: () => void this.#close(),
    });
    return { place, contexts, server };
  }

  async #close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    const open = await opening?.catch(() => undefined);
    await open?.contexts[Symbol.asyncDispose]();
    await open?.place[Symbol.asyncDispose]();
  }
}
