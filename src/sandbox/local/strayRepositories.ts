import { join } from "node:path";
import { canRunPrograms } from "./gitSettings.ts";
import type { Quarantine } from "./quarantine.ts";
import { nestedRepositories } from "./repositories.ts";

/** What is looked through each time; an editor does not look for repositories much deeper by itself. */
const reach = { folders: 500, depth: 3 };

/**
 * Looks for repositories that a jailed program has made in a folder, and moves away the `.git` of
 * those that would run programs when an editor finds them. What git makes by itself stays.
 */
export class StrayRepositories {
  readonly #root: string;
  readonly #known: ReadonlySet<string>;
  readonly #quarantine: Quarantine;

  /** @param known `.git` paths that were there before, and are protected. */
  constructor(root: string, known: readonly string[], quarantine: Quarantine) {
    this.#root = root;
    this.#known = new Set(known);
    this.#quarantine = quarantine;
  }

  async check(): Promise<void> {
    const { folders } = await nestedRepositories(this.#root, reach);
    for (const git of folders.map((folder) => join(folder, ".git")))
      if (!this.#known.has(git) && (await canRunPrograms(git))) await this.#quarantine.take(git);
  }
}
