import { type FSWatcher, watch } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Disposable, Emitter } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Tool } from "../server.ts";
import { fingerprint } from "./canonical.ts";
import { compare, type Verdict } from "./compare.ts";
import type { Finding } from "./lint/finding.ts";
import { PinFile, pinFolder } from "./pinFile.ts";
import { covered, launchOf, type PinPolicy } from "./policy.ts";
import { namesIn, type Origin, type Pin, type PinRecord } from "./record.ts";

export interface PinsOptions {
  readonly dataDir: string;
  /** Absolute path of the workspace's folder. */
  readonly workspace: string;
  readonly log: Log;
}

/** The tools of a server as it lists them now. */
export interface Offered {
  readonly server: string;
  readonly tools: readonly Tool[];
  readonly from: Origin;
}

const gatherMs = 50;

/** What became of a list of tools. */
export interface Settled {
  readonly offered: Offered;
  readonly verdicts: readonly Verdict[];
}

/**
 * Which tools the user has approved, each as its whole raw definition. What was decided is kept in
 * files, so that the editor and command lines agree.
 */
export class Pins implements Disposable {
  readonly #options: PinsOptions;
  readonly #files = new Map<string, PinFile>();
  readonly #decided = new Emitter<string>();
  readonly #settled = new Emitter<Settled>();
  readonly #heardOf = new Map<string, NodeJS.Timeout>();
  #watcher: FSWatcher | undefined;
  #isOver = false;

  /** The name of a server of whose tools something was decided, here or by another program. */
  readonly onDidDecide = this.#decided.event;

  /** A list of tools was settled. */
  readonly onDidSettle = this.#settled.event;

  constructor(options: PinsOptions) {
    this.#options = options;
  }

  /** Compares with what is approved and changes nothing. */
  async compare(offered: Offered): Promise<readonly Verdict[]> {
    return this.#compare(offered, await this.#file(offered.server).read());
  }

  /**
   * The same after everything is pinned that needs no question. What could not be kept is not
   * approved; the log says so.
   */
  async settle(offered: Offered, policy: PinPolicy): Promise<readonly Verdict[]> {
    const verdicts = await this.#settle(offered, policy);
    this.#settled.fire({ offered, verdicts });
    return verdicts;
  }

  /** Approves tools as they are offered now. Rejects with `config` where that cannot be kept. */
  async approve({ server, tools, from }: Offered, names: readonly string[]): Promise<void> {
    const chosen = tools.filter(({ name }) => names.includes(name));
    const endless = chosen.find((tool) => fingerprint(tool) === undefined);
    if (endless !== undefined)
      throw new Failure(
        "protocol",
        `${endless.name} of ${server} is nested too deep to be pinned.`,
      );
    const how = { from, by: "user", at: Date.now() } as const;
    await this.#file(server).change((record) => pinned(mended(record, from), chosen, how));
    this.#decided.fire(server);
  }

  /** Keeps tools as they are offered now from agents, and asks no more. */
  async block({ server, tools, from }: Offered, names: readonly string[]): Promise<void> {
    const chosen = tools.filter(({ name }) => names.includes(name));
    await this.#file(server).change((record) => blocked(mended(record, from), chosen));
    this.#decided.fire(server);
  }

  /** From now on hears of what other programs decide, as far as the system tells of files. */
  async watch(): Promise<void> {
    if (this.#watcher !== undefined) return;
    const folder = pinFolder(this.#options.dataDir);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (this.#isOver) return;
      this.#watcher ??= watch(folder, { persistent: false }, (_, file) => this.#heard(file));
      this.#watcher.on("error", () => {});
    } catch (error) {
      this.#options.log.debug(`Approvals are not watched: ${Failure.from(error).message}`);
    }
  }

  dispose(): void {
    this.#isOver = true;
    this.#watcher?.close();
    for (const timer of this.#heardOf.values()) clearTimeout(timer);
    this.#decided.dispose();
    this.#settled.dispose();
  }

  async #settle(offered: Offered, policy: PinPolicy): Promise<readonly Verdict[]> {
    const file = this.#file(offered.server);
    const record = await file.read();
    const verdicts = await this.#compare(offered, record);
    const { from } = offered;
    const isKnown = policy === "off" || record.isBroken || record.firstUses.has(launchOf(from));
    if (isKnown && covered(verdicts, record, { policy, from, now: Date.now() }).names.length === 0)
      return verdicts;
    const lint = await this.#lint(offered.server);
    try {
      const changed = await file.change((now) => settled(now, offered, policy, lint));
      return compare(offered.tools, changed, lint);
    } catch (error) {
      this.#options.log.error(Failure.from(error).message);
      return verdicts;
    }
  }

  /** Several words of the system about one change are one; what we wrote ourselves is no news. */
  #heard(changed: string | null): void {
    for (const [server, file] of this.#files) {
      if (changed !== null && basename(file.path) !== changed) continue;
      clearTimeout(this.#heardOf.get(server));
      const tell = async (): Promise<void> => {
        if (await file.hasNews()) this.#decided.fire(server);
      };
      this.#heardOf.set(server, setTimeout(() => void tell(), gatherMs).unref());
    }
  }

  async #compare({ server, tools }: Offered, record: PinRecord): Promise<readonly Verdict[]> {
    const verdicts = compare(tools, record, () => []);
    if (verdicts.every(({ kind }) => kind === "approved" || kind === "gone")) return verdicts;
    return compare(tools, record, await this.#lint(server));
  }

  /** The lint with what it has to know; its code comes when there is something to look at. */
  async #lint(server: string): Promise<(tool: Tool) => readonly Finding[]> {
    const { lint } = await import("./lint/lint.ts");
    const others = new Set(await this.#namesOfOthers(server));
    return (tool) => lint(tool, { others });
  }

  async #namesOfOthers(server: string): Promise<readonly string[]> {
    const { dataDir, workspace } = this.#options;
    const folder = pinFolder(dataDir);
    const files = await readdir(folder).catch(() => []);
    const texts = await Promise.all(
      files
        .filter((file) => /^[0-9a-f]+\.json$/.test(file))
        .map((file) => readFile(join(folder, file), "utf8").catch(() => "")),
    );
    return texts.flatMap((text) => namesIn(text, workspace, server));
  }

  #file(server: string): PinFile {
    const known = this.#files.get(server);
    if (known !== undefined) return known;
    const file = new PinFile({ ...this.#options, server });
    this.#files.set(server, file);
    return file;
  }
}

function settled(
  record: PinRecord,
  { tools, from }: Offered,
  policy: PinPolicy,
  lint: (tool: Tool) => readonly Finding[],
): PinRecord {
  const now = Date.now();
  const verdicts = compare(tools, record, lint);
  const { names, by } = covered(verdicts, record, { policy, from, now });
  const isSeen = policy === "off" || record.isBroken || record.firstUses.has(launchOf(from));
  if (isSeen && names.length === 0) return record;
  const firstUses = isSeen
    ? record.firstUses
    : new Map([...record.firstUses, [launchOf(from), now]]);
  const chosen = tools.filter(({ name }) => names.includes(name));
  return { ...pinned(record, chosen, { from, by, at: now }), firstUses };
}

/** After a broken file the user has decided anew; what waits still waits, a first use is over. */
const mended = (record: PinRecord, from: Origin): PinRecord =>
  record.isBroken
    ? { ...record, isBroken: false, firstUses: new Map([[launchOf(from), 0]]) }
    : record;

function pinned(record: PinRecord, tools: readonly Tool[], how: Omit<Pin, "tool">): PinRecord {
  const names = new Set(tools.map(({ name }) => name));
  const added = tools.map((tool) => [tool.name, { tool, ...how }] as const);
  return {
    ...record,
    pins: new Map([...record.pins, ...added]),
    blocks: record.blocks.filter(({ name }) => !names.has(name)),
  };
}

/** A tool that was approved just so is approved no more; an earlier definition of it stays pinned. */
function blocked(record: PinRecord, tools: readonly Tool[]): PinRecord {
  const prints = new Map(tools.map((tool) => [tool.name, fingerprint(tool) ?? ""]));
  const kept = [...record.pins].filter(
    ([name, { tool }]) => prints.get(name) !== fingerprint(tool),
  );
  const others = record.blocks.filter(({ name }) => !prints.has(name));
  const added = [...prints].map(([name, print]) => ({ name, fingerprint: print }));
  return { ...record, pins: new Map(kept), blocks: [...others, ...added] };
}
