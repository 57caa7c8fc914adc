import { type Disposable, Emitter } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Machines } from "../../sandbox/machines.ts";

const everyMs = 15_000;

/** Keeps what is shown of machines fresh while somebody looks and something runs. */
export class MachineClock implements Disposable {
  readonly #machines: Pick<Machines, "list" | "refresh">;
  readonly #log: Pick<Log, "debug">;
  readonly #ticked = new Emitter<void>();
  readonly #subscription: Disposable;
  #isLookedAt = false;
  #isAsking = false;
  #clock: NodeJS.Timeout | undefined;

  /** Time has passed that is shown. */
  readonly onDidTick = this.#ticked.event;

  constructor(
    machines: Pick<Machines, "list" | "refresh" | "onDidChange">,
    log: Pick<Log, "debug">,
  ) {
    this.#machines = machines;
    this.#log = log;
    this.#subscription = machines.onDidChange(() => this.#wind());
  }

  /** Tells whether somebody looks. */
  look(isLookedAt: boolean): void {
    this.#isLookedAt = isLookedAt;
    this.#wind();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#isLookedAt = false;
    this.#wind();
    this.#ticked.dispose();
  }

  #wind(): void {
    const isUp = this.#machines.list().some(({ state }) => state === "running" || state === "idle");
    if (!this.#isLookedAt || !isUp) {
      clearInterval(this.#clock);
      this.#clock = undefined;
    } else if (this.#clock === undefined) {
      this.#clock = setInterval(() => this.#tick(), everyMs);
      this.#tick();
    }
  }

  #tick(): void {
    this.#ticked.fire();
    if (!this.#isAsking) void this.#ask();
  }

  /** What the service does not tell now, it tells at the next tick. */
  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      await this.#machines.refresh();
    } catch (error) {
      this.#log.debug(`The sandboxes could not be looked up: ${Failure.from(error).message}`);
    } finally {
      this.#isAsking = false;
    }
  }
}
