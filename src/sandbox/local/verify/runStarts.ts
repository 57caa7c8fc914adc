import { access, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Failure, type FailureCode } from "../../../base/failure.ts";
import type { Verdict } from "./attack.ts";
import { type Ask, type Ground, mount, openOn } from "./ground.ts";
import { runProbe, silenceOf } from "./probeRun.ts";
import type { Verdicts } from "./runTogether.ts";
import type { Stage } from "./stage.ts";

/** Attacks that one sandbox prepares and a later one falls for. */
export async function runStarts(ground: Ground, stage: Stage): Promise<Verdicts> {
  const run = new StartsRun(ground, stage);
  return new Map([
    ["T1", await tried(run.swapped())],
    ["T2", await tried(run.raced())],
    ["T4", await tried(run.homeLinks())],
    ["O1", run.installOutput()],
    ["T6", await tried(run.replaced("T6", ".git/config"))],
    ["T7", await tried(run.replaced("T7", ".zprofile"))],
    ["T5", await tried(run.laterMounts())],
    ["T3", await tried(run.protectedLinks())],
  ]);
}

/** The probe could not try; says why. */
class Untried extends Error {}

/** It was ended before it had said anything. */
class Silenced extends Untried {}

function untried(error: unknown): Untried {
  if (error instanceof Untried) return error;
  throw error;
}

/** Bounded by what it waits for: the probe says that it is ready, or ends. */
async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end;) {
    if (await reached()) return;
    await wait(10);
  }
}

async function tried(attack: Promise<Verdict>): Promise<Verdict> {
  try {
    return await attack;
  } catch (error) {
    if (error instanceof Untried) return { outcome: "notRun", note: error.message };
    throw error;
  }
}

/** Tries against a folder that changes under them. */
const races = 5;

class StartsRun {
  readonly #ground: Ground;
  readonly #stage: Stage;
  readonly #lines: string[] = [];

  constructor(ground: Ground, stage: Stage) {
    this.#ground = ground;
    this.#stage = stage;
  }

  async swapped(): Promise<Verdict> {
    await this.#probe("T1-prepare");
    return this.#grantedRead("T1", "data");
  }

  async raced(): Promise<Verdict> {
    await using sandbox = await openOn(this.#ground, this.#stage);
    const config = await this.#config("T2-prepare", {});
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#ground.signal]);
    const swapping = runProbe(sandbox, config, { signal }).catch(() => {});
    try {
      let verdict = held("");
      for (let race = 0; race < races && verdict.outcome === "held"; race++)
        verdict = await this.#grantedRead("T2", "raced");
      return verdict;
    } finally {
      over.abort();
      await swapping;
    }
  }

  /**
   * An editor or git saves by putting another file in the place of the old one, and the system takes
   * a single file's cover away with it. Nothing can be quicker than the program then; so it counts
   * as held that the program was stopped, which its user is told.
   */
  async replaced(id: string, name: string): Promise<Verdict> {
    const at = (path: string): string => join(this.#stage.folders.workspace, path);
    // A program that ends by itself at once cannot be stopped; what is held is one that goes on.
    const lingers = this.#ground.inside ? 4 : 0;
    const asked = this.#probe(id, {}, { seconds: 16, lingers });
    const stopped = asked.then(() => undefined, untried);
    const early = stopped.then((error) => Promise.reject(error ?? new Untried("it did not wait")));
    await Promise.race([until(() => exists(at(`ready-${id}`))), early]);
    await writeFile(at(`saved-${id}`), "# saved by the host\n");
    await rename(at(`saved-${id}`), at(name));
    await writeFile(at(`go-${id}`), "");
    const reason = await stopped;
    if (reason !== undefined && !(reason instanceof Silenced)) throw reason;
    const text = await readFile(at(name), "latin1");
    const wrote = text.includes(this.#stage.mark);
    if (reason !== undefined)
      return held(wrote ? "stopped, after it had written" : "stopped at once");
    if (wrote) return { outcome: "through", note: `${name} was written` };
    return held("it stays as the host saved it");
  }

  async protectedLinks(): Promise<Verdict> {
    await this.#probe("T3-prepare");
    return this.#trapped("T3", [{}]);
  }

  async laterMounts(): Promise<Verdict> {
    await this.#probe("T5-prepare", { id: "starts" });
    const { reference } = this.#stage.folders;
    const places = ["later", "later-old"].flatMap((name) => [
      `/workspace/${name}`,
      `/home/mcp/${name}`,
    ]);
    const asks = places
      .flatMap((place) => [place, `${place}/made/deep`])
      .map((target) => ({ id: "starts", mounts: [{ source: reference, target, write: true }] }));
    // Without a jail nothing is mounted, wherever it was asked for.
    return this.#trapped("T5", this.#ground.inside ? asks : [{ id: "starts", mounts: [] }]);
  }

  /** Opens each; nothing may come to be in the folder that the links lead to. */
  async #trapped(id: string, asks: readonly Ask[]): Promise<Verdict> {
    const { trap } = this.#stage.folders;
    const before = await listing(trap);
    let refusal: Verdict | undefined;
    for (const ask of asks) refusal = await this.#probe(id, ask).then(() => refusal, refused);
    const made = (await listing(trap)).filter((path) => !before.includes(path));
    if (made.length > 0) return { outcome: "through", note: `made on the host: ${made.join(" ")}` };
    return refusal ?? held("nothing was made behind them");
  }

  /** Other install commands make another home, which begins as a copy. What they say is judged by O1. */
  async homeLinks(): Promise<Verdict> {
    const id = "starts";
    await this.#probe("T4-prepare", { id });
    const speech = String.raw`printf '\033]0;owned\007\033[2J\rname\nline \302\2330m\n'`;
    const commands = [{ program: "sh", args: ["-c", speech] }];
    const data = await this.#probe("T4", { id, install: { commands, network: "none" } });
    const leaked = data.includes(this.#stage.secret("T4"));
    return leaked ? through() : held("a link in a copy leads nowhere");
  }

  installOutput(): Verdict {
    if (this.#lines.length === 0) return { outcome: "notRun", note: "nothing was installed" };
    const wild = this.#lines.find((line) => /\p{Cc}/u.test(line));
    return wild === undefined
      ? held("plain text")
      : { outcome: "through", note: JSON.stringify(wild) };
  }

  async #grantedRead(id: string, name: string): Promise<Verdict> {
    const source = join(this.#stage.folders.workspace, name);
    const granted = mount(this.#ground, source, "/granted", false);
    try {
      const data = await this.#probe(id, { mounts: [granted] }, { granted: granted.target });
      return data.includes(this.#stage.secret(id)) ? through() : held("its own folder was shown");
    } catch (error) {
      return refused(error);
    }
  }

  async #config(id: string, more: object): Promise<object> {
    return { ...(await this.#stage.config(this.#ground.inside)), seconds: 6, ...more, run: [id] };
  }

  /** Opens a sandbox, tries one attack in it, returns what that brought home. */
  async #probe(id: string, ask: Ask = {}, more: object = {}): Promise<string> {
    const onDidSay = (line: string): void => void this.#lines.push(line);
    await using sandbox = await openOn(this.#ground, this.#stage, ask, { onDidSay });
    const { signal } = this.#ground;
    const result = await runProbe(sandbox, await this.#config(id, more), { signal });
    const said = result.said.get(id);
    if (said === undefined) throw new Silenced(silenceOf(result));
    const trouble = said.broken ?? said.skipped;
    if (trouble !== undefined) throw new Untried(trouble);
    return said.data ?? "";
  }
}

const refusals: ReadonlySet<FailureCode> = new Set(["config", "sandboxFailed"]);

/** Refusing to open is the best way to hold. */
function refused(error: unknown): Verdict {
  const isRefusal = error instanceof Failure && refusals.has(error.code);
  if (!isRefusal) throw error;
  return held(`refused: ${error.message}`);
}

const held = (note: string): Verdict => ({ outcome: "held", note });
const through = (): Verdict => ({ outcome: "through", note: "its secret came out" });

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function listing(folder: string): Promise<string[]> {
  return readdir(folder, { recursive: true });
}
