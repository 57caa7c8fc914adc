import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Params } from "./backend.ts";
import {
  cut,
  defaultBounds,
  fits,
  type ResultBounds,
  type Whole,
  wholeOf,
} from "./resultBounds.ts";
import { invalidParams, RpcError } from "./rpcError.ts";

export interface LargeResultsOptions {
  /** Where whole results are kept; nowhere when absent, and then a cut result is all there is. */
  readonly dataDir?: string | undefined;
  readonly bounds?: Partial<ResultBounds> | undefined;
  readonly log: Log;
}

const scheme = "mcp-sandbox://result/";
const maxKept = 50;
const maxLinks = 10;
const maxAgeMs = 24 * 60 * 60_000;

/**
 * Cuts results that are too large for a model, and keeps the whole for it to read in parts: as
 * resources of which the result holds links. What is kept ends with us.
 */
export class LargeResults implements Disposable {
  readonly #options: LargeResultsOptions;
  readonly #bounds: ResultBounds;
  readonly #kept = new Map<string, { readonly mimeType: string; readonly parts: number }>();
  #swept: Promise<void> | undefined;

  constructor(options: LargeResultsOptions) {
    this.#options = options;
    this.#bounds = { ...defaultBounds, ...options.bounds };
  }

  /** The very same result when it is not too large. Never rejects. */
  async bounded(result: unknown): Promise<unknown> {
    if (fits(result, this.#bounds)) return result;
    const whole = wholeOf(result);
    const id = await this.#keep(whole);
    return cut(result, this.#bounds, this.#ways(whole, id));
  }

  /** True for what `read` answers. */
  owns(uri: unknown): uri is string {
    return typeof uri === "string" && uri.startsWith(scheme);
  }

  /** A part of a result that was cut. Rejects with −32602 for one that is not kept. */
  async read(uri: string): Promise<Params> {
    const [id = "", number = ""] = uri.slice(scheme.length).split("/");
    const kept = this.#kept.get(id);
    const part = Number(number);
    if (kept === undefined || !(part >= 1 && part <= kept.parts))
      throw new RpcError(invalidParams, `Nothing is kept at ${uri}.`);
    const text = await readFile(this.#path(id), "utf8").catch(() => {
      throw new RpcError(invalidParams, `What was kept at ${uri} is gone.`);
    });
    const { text: length } = this.#bounds;
    const slice = text.slice((part - 1) * length, part * length);
    return { contents: [{ uri, mimeType: kept.mimeType, text: slice }] };
  }

  [Symbol.dispose](): void {
    for (const id of this.#kept.keys()) void rm(this.#path(id), { force: true }).catch(() => {});
    this.#kept.clear();
  }

  #ways({ text, mimeType }: Whole, id: string | undefined): readonly Params[] {
    const size = `The result has ${text.length} characters; what is above is its beginning.`;
    if (id === undefined) return [{ type: "text", text: `${size} The rest could not be kept.` }];
    const parts = Math.ceil(text.length / this.#bounds.text);
    const where = `The whole can be read as ${parts} resources, ${scheme}${id}/1 to ${scheme}${id}/${parts}.`;
    const links = Array.from({ length: Math.min(parts, maxLinks) }, (_, at) => ({
      ...{ type: "resource_link", uri: `${scheme}${id}/${at + 1}`, mimeType },
      name: `part ${at + 1} of ${parts} of the whole result`,
    }));
    return [{ type: "text", text: `${size} ${where}` }, ...links];
  }

  async #keep({ text, mimeType }: Whole): Promise<string | undefined> {
    const { dataDir, log } = this.#options;
    if (dataDir === undefined) return undefined;
    const id = randomBytes(16).toString("base64url");
    try {
      await (this.#swept ??= this.#sweep());
      await writeFile(this.#path(id), text, { mode: 0o600 });
    } catch (error) {
      log.warn(`A large result could not be kept: ${Failure.from(error).message}`);
      return undefined;
    }
    this.#kept.set(id, { mimeType, parts: Math.ceil(text.length / this.#bounds.text) });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) {
      this.#kept.delete(oldest);
      await rm(this.#path(oldest), { force: true });
    }
    return id;
  }

  /** Makes the folder, and removes what others left there when they ended badly. */
  async #sweep(): Promise<void> {
    const folder = this.#folder;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > maxAgeMs) await rm(path, { force: true });
    }
  }

  get #folder(): string {
    return join(this.#options.dataDir ?? "", "results");
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.txt`);
  }
}
