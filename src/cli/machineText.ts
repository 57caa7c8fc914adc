import type { Machine } from "../sandbox/machines.ts";
import { span } from "./text.ts";

export const machineTitles: readonly string[] = [
  ...["ID", "TEMPLATE", "SERVERS", "STATE", "AGE", "LEFT", "CPU", "MEMORY", "NETWORK", "WHOSE"],
];

/** A microVM for the table; what is not known is a dash. */
export function machineRow(machine: Machine, workspace: string, now: number): string[] {
  const { id, template, startedAt } = machine;
  return [
    ...[id, template, serversOf(machine).join(", "), stateText(machine), span(now - startedAt)],
    ...[leftText(machine, now), cpuText(machine), memoryText(machine), networkText(machine)],
    whoseText(machine, workspace),
  ].map((cell) => (cell === "" ? "–" : cell));
}

/** Names of the servers that it was made for, from the ids of their sandboxes. */
export function serversOf({ specs }: Pick<Machine, "specs">): string[] {
  return [...new Set(specs.map((spec) => spec.replace(/-[0-9a-f]{10}$/, "")))];
}

/** Whether another process uses it cannot be seen from here. */
function stateText({ state, mine }: Machine): string {
  return state === "idle" && !mine ? "running" : state;
}

function leftText({ endsAt, onEnd }: Machine, now: number): string {
  if (endsAt === undefined) return "";
  return `${span(Math.max(0, endsAt - now))}, then ${onEnd === "pause" ? "paused" : "ended"}`;
}

function cpuText({ cpus, usage }: Machine): string {
  const used = usage === undefined ? [] : [`${Math.round(usage.cpuPercent)} %`];
  return [...used, ...(cpus === undefined ? [] : [String(cpus)])].join(" of ");
}

function memoryText({ memoryMB, usage }: Machine): string {
  const parts = [...(usage === undefined ? [] : [usage.memoryMB]), memoryMB];
  const known = parts.filter((part) => part !== undefined).map((part) => Math.round(part));
  return known.length === 0 ? "" : `${known.join(" of ")} MB`;
}

const networkWords: Readonly<Record<Machine["network"], string>> = {
  open: "open",
  restricted: "restricted, not proved",
  proved: "restricted, proved",
  ignored: "OPEN: the service ignores the rule",
  unknown: "",
};

function networkText({ network }: Machine): string {
  return networkWords[network];
}

function whoseText({ workspace: own }: Machine, workspace: string): string {
  if (own === undefined) return "another workspace";
  return own === workspace ? "this workspace" : own;
}
