import { Failure } from "../base/failure.ts";
import { digest } from "../config/digest.ts";
import type { Language } from "../interpreter/engine.ts";
import { lockFile } from "../sandbox/fileLock.ts";
import type { CodeFlags } from "./codePlace.ts";
import { type Kept, keeperAt, keeperFiles } from "./keepers.ts";
import { workspaceOf } from "./settings.ts";
import { startKeeper } from "./startKeeper.ts";
import type { World } from "./world.ts";

export interface NamedWish {
  readonly name: string;
  readonly flags: CodeFlags;
  readonly language: Language;
  /** Whether the language was asked for, and not just assumed. */
  readonly isTold: boolean;
  readonly cwd?: string | undefined;
  readonly keepMinutes: number;
}

const placing = [
  ...["sandboxUrl", "provider", "template", "onIdle", "mount", "network"],
  ...["memory", "cpus", "maxProcesses", "installCommands"],
] as const;

/** The context of a name, which lives on between runs: the one that is there, else a new one. */
export async function contextNamed(wish: NamedWish, world: World): Promise<Kept> {
  const { name, flags, cwd, language, keepMinutes } = wish;
  const workspace = await workspaceOf(world, flags.config);
  const files = await keeperFiles(world, workspace, name);
  // Two that come at once are to find one and the same.
  await using _ = await lockFile(files.lock, world.signal);
  const found = await keeperAt(files);
  if (found !== undefined) return checked(found, wish);
  const plan = { name, workspace, options: optionsOf(wish), files, language };
  await startKeeper({ ...plan, flags, cwd, keepMs: keepMinutes * 60_000 }, world);
  const started = await keeperAt(files);
  if (started !== undefined) return started;
  throw new Failure("sandboxFailed", `The context ${name} ended as soon as it was made.`);
}

/** Refuses what the context that is there cannot be. */
function checked(kept: Kept, { name, language, isTold, ...wish }: NamedWish): Kept {
  const stop = { remedy: `Stop it first: mcp-sandbox contexts stop ${name}` };
  const { language: own } = kept.context;
  if (isTold && language !== own)
    throw new Failure("usage", `The context ${name} is of ${own}, not of ${language}.`, stop);
  const options = optionsOf(wish);
  if (options !== nothing && options !== kept.options)
    throw new Failure("usage", `The context ${name} was started with other options.`, stop);
  return kept;
}

/** What a sandbox depends on, of the options that were given. */
function optionsOf({ flags, cwd }: Pick<NamedWish, "flags" | "cwd">): string {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  return digest({ cwd, ...Object.fromEntries(placing.map((key) => [key, given[key]])) });
}

const nothing = optionsOf({ flags: {} });
