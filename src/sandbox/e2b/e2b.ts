import type { Event } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Files } from "../files.ts";
import type { Machine, MachineQuery, Machines, Swept, Wanted } from "../machines.ts";
import type { OpenOptions, Sandbox, Sandboxes, SandboxSpec } from "../sandbox.ts";
import { E2BSandbox } from "./e2bSandbox.ts";
import { Fleet, type FleetOptions } from "./fleet.ts";
import { furnish } from "./furnish.ts";
import type { MicroVm } from "./microVm.ts";
import { copyMounts } from "./mounts.ts";
import { defaultTarget, type ProbeTarget } from "./probe.ts";
import { Roster } from "./roster.ts";
import { defaultTimes, type Times } from "./times.ts";

export interface E2BOptions extends Omit<FleetOptions, "times"> {
  readonly times?: Partial<Times>;
  /** What a probe from inside tries to reach. */
  readonly target?: ProbeTarget;
}

/** Sandboxes in microVMs of E2B's, or of a service that speaks its protocol. */
export class E2BSandboxes implements Sandboxes, Machines {
  readonly onDidChange: Event<void>;
  readonly #options: E2BOptions;
  readonly #fleet: Fleet;
  readonly #roster: Roster;
  readonly #opening = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(options: E2BOptions) {
    this.#options = options;
    this.#fleet = new Fleet({ ...options, times: { ...defaultTimes, ...options.times } });
    this.#roster = new Roster(this.#fleet, options.workspace);
    this.onDidChange = this.#fleet.onDidChange;
  }

  async open(spec: SandboxSpec, options: OpenOptions = {}): Promise<Sandbox> {
    this.#check(options);
    const opening = this.#open(spec, options);
    const settled = opening.catch(() => {}).finally(() => this.#opening.delete(settled));
    this.#opening.add(settled);
    return opening;
  }

  list(): readonly Machine[] {
    return this.#roster.list();
  }

  refresh(query?: MachineQuery): Promise<readonly Machine[]> {
    return this.#roster.refresh(query);
  }

  kill(id: string): Promise<void> {
    return this.#roster.kill(id);
  }

  pause(id: string): Promise<void> {
    return this.#roster.pause(id);
  }

  killAll(query?: MachineQuery): Promise<readonly string[]> {
    return this.#roster.killAll(query);
  }

  sweep(wanted: readonly Wanted[]): Promise<Swept> {
    return this.#roster.sweep(wanted);
  }

  files(id: string): Files {
    return this.#roster.files(id);
  }

  async enter(id: string): Promise<Sandbox> {
    const ours = this.#fleet.find(id);
    await ours?.awake();
    ours?.board();
    const vm = ours ?? (await this.#fleet.visit(id));
    return new E2BSandbox(vm, { id, onClose: () => vm.leave() });
  }

  /** Sandboxes that are open are to be closed before. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= (async () => {
      await Promise.all(this.#opening);
      await this.#fleet.close();
    })();
    return this.#closed;
  }

  async #open(spec: SandboxSpec, options: OpenOptions): Promise<Sandbox> {
    const vm = await this.#fleet.board(spec);
    const onClose = (): Promise<void> => {
      vm.guests.delete(sandbox);
      return vm.leave();
    };
    const sandbox: E2BSandbox = new E2BSandbox(vm, { id: spec.id, onClose });
    try {
      this.#check(options);
      const notes = await vm.inTurn(() => this.#furnish(vm, sandbox, spec, options));
      this.#check(options);
      const copies = await copyMounts(vm.box(), sandbox, spec.mounts, options);
      sandbox.notes = [...notes, ...copies];
      return sandbox;
    } catch (error) {
      await sandbox[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #furnish(vm: MicroVm, sandbox: Sandbox, spec: SandboxSpec, options: OpenOptions) {
    const { log, target = defaultTarget } = this.#options;
    const boxes = await this.#fleet.boxes();
    const start = sandbox.start.bind(sandbox);
    const notes = await furnish(vm, spec, { ...options, boxes, log, target, start });
    vm.guests.add(sandbox);
    return notes;
  }

  #check({ signal }: OpenOptions): void {
    if (signal?.aborted === true || this.#closed !== undefined)
      throw new Failure("cancelled", "Cancelled.");
  }
}
