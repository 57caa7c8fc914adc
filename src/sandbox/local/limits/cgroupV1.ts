import type { Limits } from "../../sandbox.ts";
import { isWritable } from "./cgroupFolder.ts";
import type { Value } from "./cgroupFolder.ts";
import { openCgroups } from "./cgroupGroup.ts";
import type { GroupPlan } from "./cgroupGroup.ts";
import { jailTasks } from "./enforcer.ts";
import type { Held, Mechanism } from "./enforcer.ts";
import type { OwnCgroups } from "./ownCgroups.ts";

const controllers: readonly (readonly [string, Held])[] = [
  ["memory", "memory"],
  ["pids", "processes"],
  ["cpu", "cpu"],
];

const periodUs = 100_000;

/** Folders below our own group of each controller that has a hierarchy of its own. */
export async function cgroupV1(separate: OwnCgroups["separate"]): Promise<Mechanism | undefined> {
  const parents = new Map<Held, string>();
  for (const [name, held] of controllers) {
    const folder = separate.get(name);
    if (folder !== undefined && (await isWritable(folder))) parents.set(held, folder);
  }
  const [own] = parents.values();
  if (own === undefined) return undefined;
  const holds = new Set(parents.keys());
  return {
    name: "cgroup v1",
    holds,
    open: (limits, id) => openCgroups({ plans: plans(parents, limits), holds, limits, id, own }),
  };
}

/** Controllers may share a hierarchy (`cpu,cpuacct`, or all in one); then they share the folder. */
export function plans(parents: ReadonlyMap<Held, string>, limits: Limits): GroupPlan[] {
  const byParent = new Map<string, GroupPlan>();
  for (const [held, parent] of parents) {
    const { values, counters } = byParent.get(parent) ?? { values: [], counters: [] };
    byParent.set(parent, {
      parent,
      values: [...values, ...valuesOf(held, limits)],
      counters: [...counters, ...countersOf(held)],
    });
  }
  return [...byParent.values()];
}

function valuesOf(held: Held, limits: Limits): readonly Value[] {
  const memory = String(limits.memoryMB * 2 ** 20);
  const quota = String(Math.round(limits.cpus * periodUs));
  const values: Readonly<Record<Held, readonly Value[]>> = {
    memory: [
      { file: "memory.limit_in_bytes", value: memory },
      // Memory and swap together; not every kernel counts swap.
      { file: "memory.memsw.limit_in_bytes", value: memory, optional: true },
    ],
    processes: [{ file: "pids.max", value: String(limits.maxProcesses + jailTasks) }],
    cpu: [
      { file: "cpu.cfs_period_us", value: String(periodUs) },
      // Refused where the group above allows less; then that holds.
      { file: "cpu.cfs_quota_us", value: quota, optional: true },
    ],
  };
  return values[held];
}

function countersOf(held: Held): GroupPlan["counters"] {
  if (held === "memory") return [{ limit: held, file: "memory.oom_control", name: "oom_kill" }];
  if (held === "processes") return [{ limit: held, file: "pids.events", name: "max" }];
  return [];
}
