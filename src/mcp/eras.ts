import type { Era } from "./handshake.ts";

/** Which servers turned out to speak the modern protocol only, by their launch. */
export class Eras {
  readonly #modern = new Set<string>();

  of(launchKey: string): Era {
    return this.#modern.has(launchKey) ? "modern" : "legacy";
  }

  remember(launchKey: string, era: Era): void {
    if (era === "modern") this.#modern.add(launchKey);
    else this.#modern.delete(launchKey);
  }
}
