import { join } from "node:path";
import { Refusal } from "./http/refusal.ts";
import { Root } from "./machine/root.ts";
import { newId, type FakeSandbox } from "./sandbox.ts";

export interface Snapshot {
  readonly id: string;
  readonly names: readonly string[];
  readonly sandboxId: string;
  /** Of which its sandbox was made in the beginning. */
  readonly template: string;
  readonly root: Root;
}

/** Copies of disks. What was in memory is not in them. */
export class Snapshots {
  readonly #folder: string;
  readonly #all = new Map<string, Snapshot>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get all(): readonly Snapshot[] {
    return [...this.#all.values()];
  }

  find(name: string): Snapshot | undefined {
    return this.#all.get(name) ?? this.all.find(({ names }) => names.includes(name));
  }

  /** The sandbox stands still meanwhile, and its streams are cut. A name moves from the older one. */
  async take(sandbox: FakeSandbox, name?: string): Promise<Snapshot> {
    if (sandbox.state === "paused") throw new Refusal(409, `Sandbox ${sandbox.id} is paused`);
    const id = newId();
    sandbox.programs.freeze();
    sandbox.cutStreams();
    try {
      const root = await Root.copy(sandbox.root, join(this.#folder, id));
      if (name !== undefined) this.#unname(name);
      const names = name === undefined ? [] : [name];
      const { id: sandboxId, template } = sandbox;
      const snapshot = { id, names, sandboxId, template, root };
      this.#all.set(id, snapshot);
      return snapshot;
    } finally {
      if (sandbox.state === "running") sandbox.programs.thaw();
    }
  }

  async delete(name: string): Promise<void> {
    const found = this.find(name);
    if (!found) throw new Refusal(404, `Template '${name}' not found`);
    this.#all.delete(found.id);
    await found.root.remove();
  }

  #unname(name: string): void {
    for (const one of this.all)
      this.#all.set(one.id, { ...one, names: one.names.filter((other) => other !== name) });
  }
}
