import { rm, writeFile } from "node:fs/promises";
import type { Language } from "../interpreter/engine.ts";
import { type CodeFlags, withPlace } from "./codePlace.ts";
import type { KeeperFiles, KeeperRecord } from "./keepers.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** What a keeper is told at its start, as JSON. */
export interface KeeperPlan extends Omit<KeeperRecord, "pid"> {
  readonly files: KeeperFiles;
  readonly flags: CodeFlags;
  readonly language: Language;
  readonly cwd?: string | undefined;
  readonly keepMs: number;
}

/** What it says when it can be reached. */
export const ready = "ready";

/** Keeps one context for other processes, until nobody has wanted it for a while or it is stopped. */
export async function keepContext(
  text: string,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const plan = JSON.parse(text) as KeeperPlan;
  const { name, workspace, options, files, flags, language, cwd, keepMs } = plan;
  const [{ Contexts }, { Keeper }] = await Promise.all([
    import("../interpreter/contexts.ts"),
    import("../interpreter/keeper/keeper.ts"),
  ]);
  const { signal, stdout } = world;
  await withPlace(flags, world, terminal, async ({ engine, provider }) => {
    await using contexts = new Contexts({ engine, provider });
    await contexts.create({ language, cwd, description: name }, { signal });
    await rm(files.socket, { force: true });
    await using keeper = await Keeper.listen({ contexts, path: files.socket, keepMs });
    const record: KeeperRecord = { name, workspace, options, pid: process.pid };
    await writeFile(files.record, JSON.stringify(record), { mode: 0o600 });
    stdout.write(`${ready}\n`);
    const ended = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([keeper.over, ended]);
    await Promise.all([files.record, files.socket].map((path) => rm(path, { force: true })));
  });
  return { value: undefined, text: "" };
}
