import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Limits } from "../../sandbox.ts";
import { isWritable } from "./cgroupFolder.ts";
import { openCgroups } from "./cgroupGroup.ts";
import type { GroupPlan } from "./cgroupGroup.ts";
import { jailTasks } from "./enforcer.ts";
import type { Held, Mechanism } from "./enforcer.ts";
import type { OwnCgroups } from "./ownCgroups.ts";

const controllers: ReadonlyMap<string, Held> = new Map([
  ["memory", "memory"],
  ["pids", "processes"],
  ["cpu", "cpu"],
]);

const periodUs = 100_000;

/**
 * Folders beside our own group, in the nearest ancestor that hands controllers down and lets us
 * move processes. A group that has processes cannot hand down any, so it is never our own.
 */
export async function cgroupV2(unified: OwnCgroups["unified"]): Promise<Mechanism | undefined> {
  if (unified === undefined) return undefined;
  const own = unified.folder;
  for (let folder = own; folder.startsWith(unified.mount); folder = dirname(folder)) {
    const holds = await handedDown(folder);
    if (holds.size === 0) continue;
    return {
      name: "cgroup v2",
      holds,
      open: (limits, id) =>
        openCgroups({ plans: [plan(folder, holds, limits)], holds, limits, id, own }),
    };
  }
  return undefined;
}

/** What groups made in this folder by us can hold. */
async function handedDown(folder: string): Promise<ReadonlySet<Held>> {
  if (!(await isWritable(folder)) || !(await isWritable(join(folder, "cgroup.procs"))))
    return new Set();
  // The root of all groups has no type. Alone it may have processes and hand down controllers.
  const isRoot = (await words(join(folder, "cgroup.type"))).length === 0;
  const managed = (await words("/proc/1/comm")).includes("systemd");
  if (isRoot && !managed)
    for (const name of controllers.keys())
      await writeFile(join(folder, "cgroup.subtree_control"), `+${name}`).catch(() => {});
  const names = await words(join(folder, "cgroup.subtree_control"));
  return new Set(names.flatMap((name) => controllers.get(name) ?? []));
}

export function plan(parent: string, holds: ReadonlySet<Held>, limits: Limits): GroupPlan {
  const memory = [
    { file: "memory.max", value: String(limits.memoryMB * 2 ** 20) },
    { file: "memory.swap.max", value: "0", optional: true },
    // A tree that has lost one process at random is worth nothing.
    { file: "memory.oom.group", value: "1", optional: true },
  ];
  const processes = [{ file: "pids.max", value: String(limits.maxProcesses + jailTasks) }];
  const cpu = [{ file: "cpu.max", value: `${Math.round(limits.cpus * periodUs)} ${periodUs}` }];
  const values = { memory, processes, cpu };
  return {
    parent,
    values: [...holds].flatMap((held) => values[held]),
    counters: [
      { limit: "memory", file: "memory.events", name: "oom_kill" },
      { limit: "processes", file: "pids.events", name: "max" },
    ],
  };
}

async function words(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split(/\s+/).filter(Boolean);
}
