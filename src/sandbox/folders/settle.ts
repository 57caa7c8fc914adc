import { lstat, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { hostFailure, systemCode } from "./transfer.ts";

interface Move {
  readonly from: string;
  readonly to: string;
  /** Something is there, and is to be replaced. */
  readonly replaces: boolean;
}

interface Options {
  /** A folder of the same disk, not there yet, for what is replaced until all has moved. */
  readonly aside: string;
  readonly overwrite: boolean;
}

/**
 * Moves all that is in one folder into another of the same disk: what is not there yet as a whole,
 * folders that are there piece by piece. Rejects with `fileExists`, before anything has moved, when
 * a file is there already (unless `overwrite`), or a folder where something else would go or the
 * other way round. A move that fails takes those before it back.
 */
export async function settle(stage: string, target: string, options: Options): Promise<void> {
  const moves = await planned(stage, target);
  const replaced = moves.filter(({ replaces }) => replaces).map(({ to }) => to);
  if (!options.overwrite && replaced.length > 0) throw occupied(replaced);
  const undo: (() => Promise<void>)[] = [];
  try {
    await mkdir(options.aside);
    for (const [index, { from, to, replaces }] of moves.entries()) {
      const kept = join(options.aside, String(index));
      if (replaces) {
        await rename(to, kept);
        undo.unshift(() => rename(kept, to));
      }
      await rename(from, to);
      undo.unshift(() => rename(to, from));
    }
  } catch (error) {
    for (const step of undo) await step().catch(() => {});
    // What could not be put back is still in it.
    await rmdir(options.aside).catch(() => {});
    throw hostFailure(error, target, "written");
  }
  await rm(options.aside, { recursive: true, force: true });
}

/** What is there is looked at itself: a link to a folder is no folder. */
async function planned(stage: string, target: string): Promise<Move[]> {
  const moves: Move[] = [];
  for (const entry of await readdir(stage, { withFileTypes: true })) {
    const [from, to] = [join(stage, entry.name), join(target, entry.name)];
    const there = await lstatIfThere(to);
    if (there === undefined) moves.push({ from, to, replaces: false });
    else if (entry.isDirectory() && there.isDirectory()) moves.push(...(await planned(from, to)));
    else if (entry.isDirectory() || there.isDirectory()) throw occupied([to]);
    else moves.push({ from, to, replaces: true });
  }
  return moves;
}

async function lstatIfThere(path: string) {
  return lstat(path).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw hostFailure(error, path, "looked at");
  });
}

function occupied(paths: readonly string[]): Failure {
  const [first = "", ...more] = paths;
  const others = more.length === 0 ? "" : ` So are ${more.length} more.`;
  return new Failure("fileExists", `${first} is there already.${others}`);
}
