import type { Machine } from "../../sandbox/machines.ts";
import { count } from "../words/count.ts";
import { roughly } from "../words/duration.ts";
import { machineName, machineWords, networkWords, serversOf } from "../words/machineWords.ts";
import { inlineCode, plainMarkdown } from "../words/markdown.ts";
import type { Icon, Node } from "./node.ts";

/** A microVM beneath what it belongs to: a server, or the group of those without one. */
export function machineNode(parent: string, machine: Machine, now: number): Node {
  const words = machineWords(machine, now);
  return {
    id: `${parent}/machine/${machine.id}`,
    label: machineName(machine),
    description: words,
    icon: iconOf(machine),
    tooltip: { markdown: machineTooltip(machine, now) },
    contextValue: `machine.${machine.state}`,
    spoken: `${machineName(machine)}, ${words.replaceAll(" · ", ", ")}`,
    children: [],
    open: false,
    machine: machine.id,
    text: machine.id,
  };
}

/** Not the name of a server: those hold no space. */
export const otherMachines = "other sandboxes";

/** Machines of which no server is known here. */
export function otherMachinesNode(machines: readonly Machine[], now: number): Node {
  return {
    id: otherMachines,
    label: "Other Sandboxes",
    description: count(machines.length, "microVM"),
    icon: { name: "vm" },
    tooltip: { text: "They belong to no server that is configured here." },
    contextValue: "machines",
    spoken: `other sandboxes, ${count(machines.length, "microVM")}`,
    children: machines.map((machine) => machineNode(otherMachines, machine, now)),
    open: false,
  };
}

function iconOf({ state, network }: Machine): Icon {
  if (network === "ignored") return { name: "warning", color: "list.warningForeground" };
  switch (state) {
    case "starting":
    case "leaving":
      return { name: "loading~spin" };
    case "running":
      return { name: "vm-running" };
    case "idle":
      return { name: "vm-outline" };
    case "paused":
      return { name: "debug-pause" };
  }
}

/** All that is known of a machine. What the service and other programs say in it is inert. */
function machineTooltip(machine: Machine, now: number): string {
  const { id, startedAt, network, mine, workspace } = machine;
  const servers = serversOf(machine);
  const lines = [
    `Id: ${inlineCode(id)}`,
    `Started ${plainMarkdown(new Date(startedAt).toLocaleString())}, ${roughly(now - startedAt)} ago.`,
    endLine(machine),
    sizeLine(machine),
    mine ? plainMarkdown(`Network: ${networkWords[network]}`) : "",
    servers === "" ? "" : `Made for ${plainMarkdown(servers)}.`,
    machine.isFound === true ? foundLine : "",
    mine ? "This window uses it." : "This window does not use it.",
    workspace === undefined ? "" : `Workspace: ${inlineCode(workspace)}`,
  ];
  return [
    `**${plainMarkdown(machineName(machine))}** ${plainMarkdown(machineWords(machine, now))}`,
    ...lines.filter((line) => line !== ""),
  ].join("\n\n");
}

const foundLine =
  "Found again: its disk is as it was, with what is installed. What ran in it before does not run any more, and what that had in memory is lost.";

function endLine({ state, endsAt, onEnd }: Machine): string {
  if (state === "paused") return "Its disk and memory are kept; nothing runs in it.";
  if (endsAt === undefined) return "";
  const what =
    onEnd === "pause"
      ? "its disk and memory are kept then"
      : "nothing of its disk and memory is kept then";
  const at = plainMarkdown(new Date(endsAt).toLocaleTimeString());
  return `${onEnd === "pause" ? "Pauses" : "Ends"} at ${at} unless it is used; ${what}.`;
}

function sizeLine({ cpus, memoryMB, usage }: Machine): string {
  const used =
    usage === undefined
      ? []
      : [`CPU ${Math.round(usage.cpuPercent)} %`, `${Math.round(usage.memoryMB)} MB`];
  const parts = [
    ...(cpus === undefined ? [] : [count(cpus, "core")]),
    ...(memoryMB === undefined ? [] : [`${memoryMB} MB of memory`]),
    ...(used.length === 0 ? [] : [`used: ${used.join(", ")}`]),
  ];
  return plainMarkdown(parts.join("; "));
}
