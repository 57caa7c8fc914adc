import { Emitter } from "../../base/event.ts";
import type { Log } from "../../base/log.ts";
import type { SandboxSpec } from "../sandbox.ts";
import { Births } from "./births.ts";
import { type Boxes, openClient } from "./client.ts";
import type { Connection } from "./connection.ts";
import { e2bFailure, statusOf } from "./e2bFailure.ts";
import { keyOf, workspaceMark } from "./marks.ts";
import type { MicroVm } from "./microVm.ts";
import { microVm, obtain } from "./obtain.ts";
import { Owners } from "./owners.ts";
import type { Times } from "./times.ts";

export interface FleetOptions {
  /** Asked at each use, as the key may change. Rejects with `keyMissing`. */
  readonly connection: () => Promise<Connection>;
  readonly dataDir: string;
  readonly log: Log;
  /** The workspace's folder; empty where there is none. */
  readonly workspace: string;
  readonly times: Times;
}

/** The microVMs of this process, one for each key; a coming one is shared. */
export class Fleet {
  readonly owners: Owners;
  readonly #options: FleetOptions;
  readonly #births: Births;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #coming = new Map<string, Promise<MicroVm>>();
  readonly #here = new Set<MicroVm>();
  #client: { readonly text: string; readonly boxes: Promise<Boxes> } | undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#births = new Births(options.log, options.times);
    this.owners = new Owners(options.dataDir);
  }

  /** Oldest first. */
  get all(): readonly MicroVm[] {
    return [...this.#here];
  }

  find(id: string): MicroVm | undefined {
    return this.all.find((vm) => vm.id === id);
  }

  /** The SDK for the connection as it is now. Rejects with `keyMissing`. */
  async boxes(): Promise<Boxes> {
    return (await this.#connected()).boxes;
  }

  /** The spec's microVM, boarded: who calls sees to it that it is left again. Rejects with a Failure. */
  async board(spec: SandboxSpec): Promise<MicroVm> {
    const key = keyOf(spec);
    for (;;) {
      const coming = this.#coming.get(key) ?? this.#obtain(spec, key);
      this.#coming.set(key, coming);
      const vm = await coming;
      const isThere = await vm.inTurn(() => this.#isThere(vm));
      if (isThere && this.#coming.get(key) === coming) {
        vm.board(spec.id);
        return vm;
      }
      if (this.#coming.get(key) === coming) this.#coming.delete(key);
      this.#drop(vm);
    }
  }

  /** One of another process, or of nobody, boarded. It is not this process's to let go. */
  async visit(id: string): Promise<MicroVm> {
    const { times, log } = this.#options;
    const { boxes, debug } = await this.#connected();
    try {
      const box = await boxes.connect(id, { timeoutMs: times.warmMs });
      const own = { key: "", template: "", onIdle: "stay" } as const;
      const vm = await microVm(box, own, { boxes, debug, times, log });
      vm.board();
      return vm;
    } catch (error) {
      throw e2bFailure(error, "enter the sandbox");
    }
  }

  /** Says that what is known of them has changed. */
  tell(): void {
    this.#changed.fire();
  }

  /** Settles when nothing is made any more, and all have been let go as they are to be. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#coming.values());
    await this.#births.settled();
    for (const vm of this.#here) {
      if (vm.users === 0 && vm.build.onIdle === "kill") await vm.end().catch(() => {});
      vm.forget();
      await this.owners.release(vm.id);
    }
    this.#here.clear();
    this.#changed.dispose();
  }

  async #obtain(spec: SandboxSpec, key: string): Promise<MicroVm> {
    const { times, log, workspace } = this.#options;
    try {
      const { boxes, debug } = await this.#connected();
      const vm = await obtain(spec, {
        ...{ boxes, debug, times, log, births: this.#births, owners: this.owners },
        workspace: workspaceMark(workspace),
        isUsed: (id) => (this.find(id)?.users ?? 0) > 0,
      });
      this.#here.add(vm);
      vm.onDidChange(() => {
        if (vm.isGone) this.#drop(vm);
        this.#changed.fire();
      });
      return vm;
    } catch (error) {
      this.#coming.delete(key);
      throw error;
    }
  }

  /** One that nobody uses may have been paused, or ended, since. */
  async #isThere(vm: MicroVm): Promise<boolean> {
    if (vm.isOver) return false;
    try {
      await vm.wake();
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw e2bFailure(error, "resume the sandbox");
    }
  }

  #drop(vm: MicroVm): void {
    if (!this.#here.delete(vm)) return;
    vm.forget();
    void this.owners.release(vm.id);
    this.#changed.fire();
  }

  async #connected(): Promise<{ readonly boxes: Boxes; readonly debug: boolean }> {
    const connection = await this.#options.connection();
    const text = JSON.stringify(connection);
    if (this.#client?.text !== text) this.#client = { text, boxes: openClient(connection) };
    return { boxes: await this.#client.boxes, debug: connection.debug === true };
  }
}
