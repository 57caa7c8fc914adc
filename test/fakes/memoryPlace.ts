import { Contexts } from "../../src/interpreter/contexts.ts";
import type { Health, Place } from "../../src/interpreter/places/place.ts";
import { MemoryEngine } from "./memoryEngine.ts";
import { MemoryFiles } from "./memoryFiles.ts";

/** A place in memory, and the contexts in it. */
export class MemoryPlace implements Place {
  readonly provider = "local";
  readonly engine = new MemoryEngine();
  readonly files = new MemoryFiles();
  readonly contexts = new Contexts({ engine: this.engine, provider: "local" });
  state: Health = { status: "healthy", url: "memory", body: "Code runs." };

  async health(): Promise<Health> {
    return this.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.contexts[Symbol.asyncDispose]();
    await this.engine[Symbol.asyncDispose]();
  }
}
