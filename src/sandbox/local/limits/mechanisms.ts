import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { defaultLimits } from "../../sandbox.ts";
import { cgroupV1 } from "./cgroupV1.ts";
import { cgroupV2 } from "./cgroupV2.ts";
import { allHeld } from "./enforcer.ts";
import type { Mechanism } from "./enforcer.ts";
import { ownCgroups } from "./ownCgroups.ts";
import { systemdScope } from "./systemdScope.ts";

const run = promisify(execFile);

let found: Promise<Mechanism | undefined> | undefined;

/**
 * The mechanism of this machine that holds the most limits; undefined where there is none. Looked
 * for once: it does not change while a process lives.
 */
export function mechanism(): Promise<Mechanism | undefined> {
  return (found ??= find());
}

async function find(): Promise<Mechanism | undefined> {
  const own = ownCgroups(await text("/proc/self/cgroup"), await text("/proc/self/mountinfo"));
  let best: Mechanism | undefined;
  for (const candidate of [
    () => cgroupV2(own.unified),
    () => cgroupV1(own.separate),
    () => systemdScope(process.env),
  ]) {
    const one = await candidate();
    if (one === undefined || one.holds.size <= (best?.holds.size ?? 0)) continue;
    if (one.isProven === true || (await works(one))) best = one;
    if (best?.holds.size === allHeld.length) break;
  }
  return best;
}

/** What may be written may still not be entered; only a process that tries can tell. */
async function works(candidate: Mechanism): Promise<boolean> {
  try {
    await using group = await candidate.open(defaultLimits, "probe");
    const [program, ...words] = [...group.prefix, "/bin/sh", "-c", `${group.script}exit 0`];
    await run(program, words, { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

const text = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
