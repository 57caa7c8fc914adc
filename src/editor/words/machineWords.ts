import type { Machine } from "../../sandbox/machines.ts";
import { count } from "./count.ts";
import { roughly } from "./duration.ts";
import { visibleLine } from "./visible.ts";

/** What a machine is called where several are shown. */
export function machineName({ template }: Pick<Machine, "template">): string {
  return `microVM ${visibleLine(template, 60)}`;
}

/** Names of the servers that it was made for; the ids of their sandboxes have a hash behind. */
export function serversOf({ specs }: Pick<Machine, "specs">): string {
  const names = specs.map((spec) => spec.replace(/-[0-9a-f]{10}$/, ""));
  return visibleLine([...new Set(names)].join(", "));
}

/** A machine on one line: `pauses in 4 min · 12 min old · CPU 3 % · 310 of 512 MB · …`. */
export function machineWords(machine: Machine, now: number): string {
  const { state, startedAt, network } = machine;
  const isUp = state === "running" || state === "idle";
  return [
    lifeWords(machine, now),
    machine.isFound === true ? "found again" : "",
    `${roughly(now - startedAt)} old`,
    ...(isUp ? usageWords(machine) : []),
    isUp && network !== "open" && network !== "unknown" ? networkWords[network] : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** What becomes of it, and when. */
export function lifeWords(machine: Machine, now: number): string {
  switch (machine.state) {
    case "starting":
      return "starting";
    case "running":
      return endWords(machine, now) ?? "running";
    case "idle": {
      // Whether another process uses one that is not ours cannot be seen from here.
      const use = machine.mine ? "idle" : "not used here";
      return [use, endWords(machine, now)].filter((part) => part !== undefined).join(", ");
    }
    case "paused":
      return "paused";
    case "leaving":
      return "closing";
  }
}

function endWords({ endsAt, onEnd }: Machine, now: number): string | undefined {
  if (endsAt === undefined) return undefined;
  const verb = onEnd === "pause" ? "pauses" : "ends";
  return endsAt <= now ? `${verb} now` : `${verb} in ${roughly(endsAt - now)}`;
}

/** How much of it is used, else how large it is. */
function usageWords({ cpus, memoryMB, usage }: Machine): string[] {
  if (usage === undefined)
    return [
      ...(cpus === undefined ? [] : [count(cpus, "core")]),
      ...(memoryMB === undefined ? [] : [`${memoryMB} MB`]),
    ];
  const used = Math.round(usage.memoryMB);
  return [
    `CPU ${Math.round(usage.cpuPercent)} %`,
    memoryMB === undefined ? `${used} MB` : `${used} of ${memoryMB} MB`,
  ];
}

/** What the network rule is worth; only what was tried is called restricted. */
export const networkWords: Readonly<Record<Machine["network"], string>> = {
  open: "every public host can be reached",
  restricted: "network rule not proved yet",
  proved: "restricted, proved from inside",
  ignored: "this service ignores the network rule!",
  unknown: "network not known here",
};

/** What came of ending all that were found. */
export function endedWords(found: readonly Machine[], ended: readonly string[]): string {
  const gone = found.filter(({ id }) => ended.includes(id));
  const names = gone.map((machine) => `${machineName(machine)} (${machine.id})`).join(", ");
  const left = found.length - gone.length;
  const others =
    left === 0 ? "" : ` ${count(left, "microVM")} ${left === 1 ? "was" : "were"} gone already.`;
  return gone.length === 0 ? `Nothing was ended.${others}` : `Ended ${names}.${others}`;
}

/** That a key works, by what was found with it. */
export function keyWorksWords(found: number): string {
  const there =
    found === 0
      ? ""
      : ` ${count(found, "microVM")} of this workspace ${found === 1 ? "is" : "are"} there.`;
  return `The E2B API key works.${there}`;
}
