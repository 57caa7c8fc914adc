import { ConnectError } from "../envd/connectError.ts";
import type { Faults } from "../faults.ts";
import { marked, signalMarked } from "../machine/marked.ts";
import { launchOf, type Owner, type ProgramConfig } from "./launch.ts";
import { Program } from "./program.ts";

export interface Start {
  readonly process?: ProgramConfig;
  readonly stdin?: boolean;
  readonly tag?: string;
  readonly pty?: object;
}

/** A process by its number or its tag. */
export interface Selector {
  readonly pid?: number;
  readonly tag?: string;
}

/** The programs of one sandbox. */
export class Programs {
  readonly #owner: Owner;
  readonly #faults: Faults;
  readonly #running = new Map<number, Program>();
  readonly #ended = new Map<number, Program>();

  constructor(owner: Owner, faults: Faults) {
    this.#owner = owner;
    this.#faults = faults;
  }

  get all(): readonly Program[] {
    return [...this.#running.values()];
  }

  /** Processes of the machine that belong to the sandbox, the programs' own children among them. */
  get pids(): readonly number[] {
    return marked(this.#owner.root.mark);
  }

  /** The program is killed when its time is up, whether somebody listens or not. */
  async start(
    { process: config, stdin = true, tag, pty }: Start,
    { user, timeoutMs }: { readonly user: string; readonly timeoutMs: number | undefined },
  ): Promise<Program> {
    if (pty) throw new ConnectError("unimplemented", "The fake has no terminals");
    if (!config?.cmd) throw new ConnectError("invalid_argument", "No program is named");
    const { noise } = this.#faults.knobs;
    const launch = await launchOf(this.#owner, config, { user, noise });
    const program = new Program(config, tag, { ...launch, stdin });
    this.#running.set(program.pid, program);
    const late = (): void => program.signal("SIGKILL");
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
    void program.ended.then(() => {
      clearTimeout(timer);
      this.#retire(program);
    });
    return program;
  }

  /** Rejects one that is not there. Ends are remembered for a while. */
  find({ pid, tag }: Selector = {}, { ended = false } = {}): Program {
    const known = ended ? [...this.#running.values(), ...this.#ended.values()] : this.all;
    const found = known.find((one) => (tag === undefined ? one.pid === pid : one.tag === tag));
    if (found) return found;
    const name = tag === undefined ? `pid ${pid}` : `tag ${tag}`;
    throw new ConnectError("not_found", `process with ${name} not found`);
  }

  freeze(): void {
    signalMarked(this.#owner.root.mark, "SIGSTOP");
  }

  thaw(): void {
    signalMarked(this.#owner.root.mark, "SIGCONT");
  }

  killNow(): void {
    signalMarked(this.#owner.root.mark, "SIGKILL");
  }

  /** Resolves when no process of the sandbox is left on the machine. */
  async kill(): Promise<void> {
    while (this.pids.length > 0) {
      this.killNow();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #retire(program: Program): void {
    this.#running.delete(program.pid);
    this.#ended.set(program.pid, program);
    const forget = (): void => void this.#ended.delete(program.pid);
    setTimeout(forget, this.#faults.knobs.exitKeptMs).unref();
  }
}
