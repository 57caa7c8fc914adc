import { type Disposable, Emitter } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Files } from "../../sandbox/files.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { Machine, MachineQuery, Machines, Swept, Wanted } from "../../sandbox/machines.ts";

/** Machines that are not loaded before somebody asks for more than what is known. */
export class LazyMachines<T extends Machines> implements Machines {
  readonly #load: () => Promise<T>;
  readonly #changed = new Emitter<void>();
  #loading: Promise<T> | undefined;
  #loaded: T | undefined;
  #subscription: Disposable | undefined;
  #over = false;

  readonly onDidChange = this.#changed.event;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Loads them, once; a failed attempt is made again by the next who asks. */
  get(): Promise<T> {
    if (this.#over) return Promise.reject(new Failure("cancelled", "Cancelled."));
    this.#loading ??= this.#begin();
    return this.#loading;
  }

  list(): readonly Machine[] {
    return this.#loaded?.list() ?? [];
  }

  async refresh(options?: MachineQuery): Promise<readonly Machine[]> {
    return (await this.get()).refresh(options);
  }

  async kill(id: string): Promise<void> {
    return (await this.get()).kill(id);
  }

  async pause(id: string): Promise<void> {
    return (await this.get()).pause(id);
  }

  async killAll(options?: MachineQuery): Promise<readonly string[]> {
    return (await this.get()).killAll(options);
  }

  async sweep(wanted: readonly Wanted[]): Promise<Swept> {
    return (await this.get()).sweep(wanted);
  }

  files(id: string): Files {
    const of = async (): Promise<Files> => (await this.get()).files(id);
    return {
      stat: async (path) => (await of()).stat(path),
      list: async (path) => (await of()).list(path),
      read: async (path) => (await of()).read(path),
      write: async (path, data) => (await of()).write(path, data),
      makeDir: async (path) => (await of()).makeDir(path),
      move: async (from, to, options) => (await of()).move(from, to, options),
      remove: async (path) => (await of()).remove(path),
    };
  }

  async enter(id: string): Promise<Sandbox> {
    return (await this.get()).enter(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    const loaded = await this.#loading?.catch(() => undefined);
    this.#subscription?.dispose();
    await loaded?.[Symbol.asyncDispose]();
    this.#changed.dispose();
  }

  async #begin(): Promise<T> {
    try {
      const loaded = await this.#load();
      this.#loaded = loaded;
      this.#subscription = loaded.onDidChange(() => this.#changed.fire());
      if (loaded.list().length > 0) this.#changed.fire();
      return loaded;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }
}
