import type { Stage, StageTime } from "./server.ts";

/** Times the stages of one start; entering one ends the one before. */
export class StageClock {
  #stages: readonly StageTime[] = [];

  get stages(): readonly StageTime[] {
    return this.#stages;
  }

  enter(stage: Stage): void {
    this.end();
    this.#stages = [...this.#stages, { stage, startedAt: Date.now() }];
  }

  end(): readonly StageTime[] {
    const now = Date.now();
    this.#stages = this.#stages.map((time) =>
      time.durationMs === undefined ? { ...time, durationMs: now - time.startedAt } : time,
    );
    return this.#stages;
  }
}
