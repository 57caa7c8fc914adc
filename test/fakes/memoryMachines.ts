import { Emitter } from "../../src/base/event.ts";
import { Failure } from "../../src/base/failure.ts";
import type { Files } from "../../src/sandbox/files.ts";
import type { Machine, MachineQuery, Machines, Swept } from "../../src/sandbox/machines.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { MemoryFiles } from "./memoryFiles.ts";

/** A machine with what every one has; the rest as wished. */
export function machine(id: string, wish: Partial<Machine> = {}): Machine {
  return {
    ...{ id, template: "base", specs: [], state: "idle", startedAt: Date.now() },
    ...{
      onEnd: "pause",
      network: wish.mine === true ? "open" : "unknown",
      mine: false,
      workspace: "/ws",
    },
    ...wish,
  };
}

/** The machines of a service in memory. One whose id holds `stubborn` cannot be ended. */
export class MemoryMachines implements Machines {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly killed: string[] = [];
  /** Those that somebody was in, and has left. */
  readonly left: string[] = [];
  /** How often it was let go. */
  closed = 0;
  readonly #workspace: string;
  readonly #files = new Map<string, Files>();
  #machines: readonly Machine[];

  constructor(machines: readonly Machine[], workspace = "/ws") {
    this.#machines = machines;
    this.#workspace = workspace;
  }

  /** What the service has from now on. */
  become(machines: readonly Machine[]): void {
    this.#machines = machines;
    this.#changed.fire();
  }

  list(): readonly Machine[] {
    return this.#machines.filter(({ workspace }) => workspace === this.#workspace);
  }

  async refresh({ everywhere = false }: MachineQuery = {}): Promise<readonly Machine[]> {
    return everywhere ? this.#machines : this.list();
  }

  async kill(id: string): Promise<void> {
    if (id.includes("stubborn")) throw new Failure("serviceUnreachable", "E2B cannot be reached.");
    this.killed.push(id);
    this.become(this.#machines.filter((each) => each.id !== id));
  }

  async pause(): Promise<void> {}

  async killAll(query?: MachineQuery): Promise<readonly string[]> {
    const ids = (await this.refresh(query)).map(({ id }) => id);
    for (const id of ids) await this.kill(id);
    return ids;
  }

  async sweep(): Promise<Swept> {
    return { kept: [], killed: [] };
  }

  files(id: string): Files {
    const files = this.#files.get(id) ?? new MemoryFiles();
    this.#files.set(id, files);
    return files;
  }

  async enter(id: string): Promise<Sandbox> {
    return {
      ...{ id, provider: "e2b", files: this.files(id), caveats: [] },
      start: () => Promise.reject(new Failure("sandboxFailed", "Nothing runs in these.")),
      [Symbol.asyncDispose]: async () => void this.left.push(id),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed++;
  }
}
