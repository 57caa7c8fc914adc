import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxOpts } from "e2b";
import type { Log } from "../../base/log.ts";
import type { Box, Boxes } from "./client.ts";
import { isUnanswered, statusOf } from "./e2bFailure.ts";
import { client } from "./marks.ts";
import type { Times } from "./times.ts";

/** Makes microVMs, and looks after those whose making got no answer: they may be there all the same. */
export class Births {
  readonly #log: Log;
  readonly #times: Times;
  readonly #lost = new Set<Promise<void>>();

  constructor(log: Log, times: Times) {
    this.#log = log;
    this.#times = times;
  }

  /** Rejects as the SDK does. */
  async create(boxes: Boxes, template: string, options: SandboxOpts): Promise<Box> {
    const birth = randomUUID();
    try {
      return await boxes.create(template, {
        ...options,
        metadata: { ...options.metadata, birth },
      });
    } catch (error) {
      if (isUnanswered(error)) this.#follow(boxes, birth);
      throw error;
    }
  }

  /** Settles when none is looked for any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#lost);
  }

  #follow(boxes: Boxes, birth: string): void {
    const following = this.#end(boxes, birth).finally(() => this.#lost.delete(following));
    this.#lost.add(following);
  }

  /** Late ones may come when they were not there yet. */
  async #end(boxes: Boxes, birth: string): Promise<void> {
    let pauseMs = this.#times.retryMs;
    for (let tries = 0; tries < 5; tries += 1, pauseMs *= 2) {
      try {
        const found = await boxes.list({ query: { metadata: { client, birth } } }).nextItems();
        for (const { sandboxId } of found) await boxes.kill(sandboxId);
        if (found.length > 0) return;
      } catch (error) {
        this.#log.debug(`Looking for a lost sandbox: ${String(error)} (${statusOf(error)})`);
      }
      await sleep(pauseMs);
    }
  }
}
