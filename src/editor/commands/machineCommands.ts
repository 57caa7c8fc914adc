import { env, window } from "vscode";
import type { Machine, Machines } from "../../sandbox/machines.ts";
import { views } from "../contributions.ts";
import type { FilesView } from "../files/filesView.ts";
import { longWork } from "../longWork.ts";
import { showBriefly, showDone } from "../show.ts";
import { count } from "../words/count.ts";
import { endedWords, machineName, machineWords, serversOf } from "../words/machineWords.ts";
import { visibleLine } from "../words/visible.ts";
import { findMachines, machineFor } from "./machineTargets.ts";

/** Asks the service what there is and how much of it is used; the tree shows it. */
export async function refreshSandboxes(machines: Machines): Promise<void> {
  const refresh = (): Promise<readonly Machine[]> => machines.refresh();
  const found = await window.withProgress({ location: { viewId: views.servers } }, refresh);
  showBriefly(`There ${found.length === 1 ? "is" : "are"} ${count(found.length, "microVM")}.`);
}

export async function pauseSandbox(machines: Machines, argument: unknown): Promise<void> {
  const id = await machineFor(argument, machines, "Pause Sandbox");
  if (id === undefined) return;
  await longWork("Pausing the sandbox", () => machines.pause(id));
  showBriefly("Paused the sandbox.");
}

/** Ends a microVM for good, after asking. */
export async function endSandbox(machines: Machines, argument: unknown): Promise<void> {
  const id = await machineFor(argument, machines, "End Sandbox");
  if (id === undefined) return;
  const machine = machines.list().find((each) => each.id === id);
  const name = machine === undefined ? `the sandbox ${id}` : `${machineName(machine)} (${id})`;
  const detail = `What runs in it stops. Its disk and memory are gone for good.${madeFor(machine)}`;
  const answer = await window.showWarningMessage(`End ${name}?`, { modal: true, detail }, "End");
  if (answer !== "End") return;
  await longWork("Ending the sandbox", () => machines.kill(id));
  showBriefly(`Ended ${name}.`);
}

/** Ends all microVMs of this workspace, after asking, and says which they were. */
export async function stopAllSandboxes(machines: Machines): Promise<void> {
  const found = await findMachines(machines);
  if (found.length === 0) return showBriefly("No sandbox of this workspace is in a microVM.");
  const lines = found.map(
    (machine) => `${machineName(machine)}: ${machineWords(machine, Date.now())}`,
  );
  const loss = "What runs in them stops. Their disks and memory are gone for good.";
  const answer = await window.showWarningMessage(
    `End ${found.length === 1 ? "the microVM" : `all ${found.length} microVMs`} of this workspace?`,
    { modal: true, detail: [...lines, "", loss].join("\n") },
    "End All",
  );
  if (answer !== "End All") return;
  const ended = await longWork("Ending sandboxes", () => machines.killAll());
  showDone(endedWords(found, ended));
}

export async function copySandboxId(machines: Machines, argument: unknown): Promise<void> {
  const id = await machineFor(argument, machines, "Copy Sandbox Id");
  if (id === undefined) return;
  await env.clipboard.writeText(id);
  showBriefly(`Copied ${visibleLine(id)}.`);
}

/** Shows the files of a microVM in their view; a paused one is resumed. */
export async function openSandboxFiles(
  machines: Machines,
  files: FilesView,
  argument: unknown,
): Promise<void> {
  const id = await machineFor(argument, machines, "Open Sandbox Files");
  if (id !== undefined) await longWork("Opening the sandbox's files", () => files.open(id));
}

function madeFor(machine: Machine | undefined): string {
  const servers = machine === undefined ? "" : serversOf(machine);
  return servers === "" ? "" : ` It was made for ${servers}.`;
}
