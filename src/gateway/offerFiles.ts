import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../base/log.ts";
import { Failure } from "../base/failure.ts";
import { isRecord, type Params } from "./backend.ts";

export const listKinds = ["tools", "prompts", "resources", "resourceTemplates"] as const;
export type ListKind = (typeof listKinds)[number];
export type Items = readonly Params[];

/** What a server was found to offer when it ran last. */
export interface Offer {
  readonly capabilities?: Params;
  readonly instructions?: string;
  readonly lists: Partial<Record<ListKind, Items>>;
}

/** Keeps what servers offer over the end of the program: a file for each server and launch. */
export class OfferFiles {
  readonly #folder: string;
  readonly #log: Log;

  constructor(dataDir: string, log: Log) {
    this.#folder = join(dataDir, "offers");
    this.#log = log;
  }

  /** What was kept; nothing when the file is not there or not ours. Never rejects. */
  async read(server: string, launchKey: string): Promise<Offer | undefined> {
    try {
      return offerOf(JSON.parse(await readFile(this.#path(server, launchKey), "utf8")));
    } catch {
      return undefined;
    }
  }

  /** Never rejects: what cannot be kept is asked for again. */
  async write(server: string, launchKey: string, offer: Offer): Promise<void> {
    const path = this.#path(server, launchKey);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const draft = `${path}.${randomUUID()}`;
      await writeFile(draft, JSON.stringify(offer), { mode: 0o600 });
      await rename(draft, path);
    } catch (error) {
      this.#log.warn(`What ${server} offers could not be kept: ${Failure.from(error).message}`);
    }
  }

  #path(server: string, launchKey: string): string {
    const key = createHash("sha256").update(`${server}\n${launchKey}`).digest("hex").slice(0, 32);
    return join(this.#folder, `${key}.json`);
  }
}

function offerOf(value: unknown): Offer | undefined {
  if (!isRecord(value) || !isRecord(value["lists"])) return undefined;
  const { capabilities, instructions, lists } = value;
  const kept = listKinds.flatMap((kind) => {
    const items = lists[kind];
    return Array.isArray(items) && items.every(isRecord) ? [[kind, items] as const] : [];
  });
  return {
    ...(isRecord(capabilities) && { capabilities }),
    ...(typeof instructions === "string" && { instructions }),
    lists: Object.fromEntries(kept),
  };
}
