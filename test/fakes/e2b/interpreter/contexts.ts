import type { Faults } from "../faults.ts";
import { launchOf, type Owner } from "../programs/launch.ts";
import { Context } from "./context.ts";
import { Kernel } from "./kernel.ts";
import { driverOf } from "./languages.ts";
import { Plain } from "./plain.ts";

const home = "/home/user";

/** The contexts of one sandbox. Their processes are its processes, and stop and go with them. */
export class Contexts {
  readonly #owner: Owner;
  readonly #faults: Faults;
  readonly #all = new Map<string, Context>();
  readonly #defaults = new Map<string, Context>();

  constructor(owner: Owner, faults: Faults) {
    this.#owner = owner;
    this.#faults = faults;
    this.boot();
  }

  /** Oldest first. */
  get all(): readonly Context[] {
    return [...this.#all.values()];
  }

  /** As after a start of the machine. The process of a default context starts with its first cell. */
  boot(): void {
    for (const context of this.all) context.end();
    this.#all.clear();
    this.#defaults.clear();
    for (const language of ["python", "javascript"]) this.defaultOf(language);
  }

  get(id: string): Context {
    const found = this.#all.get(id);
    if (!found) throw new Plain(404, `Context ${id} not found`);
    return found;
  }

  /** The one in which cells run that name a language only. It is not made again when it was removed. */
  defaultOf(language: string): Context {
    const known = this.#defaults.get(language);
    if (known && !this.#all.has(known.id)) throw new Plain(404, "Context None not found");
    const context = known ?? this.#add(language, home);
    this.#defaults.set(language, context);
    return context;
  }

  async create(language: string, cwd = home): Promise<Context> {
    const context = this.#add(language, cwd);
    try {
      await context.start();
      return context;
    } catch {
      this.#all.delete(context.id);
      throw new Plain(500, "Failed to set working directory");
    }
  }

  remove(id: string): void {
    this.get(id).end();
    this.#all.delete(id);
  }

  #add(language: string, cwd: string): Context {
    const driver = driverOf(language);
    if (!driver) throw new Plain(500, `Failed to create context: No such kernel named ${language}`);
    const { cmd, args, request } = driver;
    const context = new Context(language, cwd, {
      knobs: this.#faults.knobs,
      start: async () => {
        const launch = await launchOf(this.#owner, { cmd, args, cwd }, { user: "user" });
        return new Kernel(launch);
      },
      request: (cell) => request(cell, this.#owner.envs),
    });
    this.#all.set(context.id, context);
    return context;
  }
}
