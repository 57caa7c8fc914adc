import { type QuickPickItem, window } from "vscode";
import { isRecord } from "../../config/jsonPath.ts";
import type { Machine, Machines } from "../../sandbox/machines.ts";
import { longWork } from "../longWork.ts";
import { showBriefly } from "../show.ts";
import { machineName, machineWords, serversOf } from "../words/machineWords.ts";
import { visibleLine } from "../words/visible.ts";

/** The machine that a command was called on: a row of a tree. */
export function machineOf(argument: unknown): string | undefined {
  const id = isRecord(argument) ? argument["machine"] : undefined;
  return typeof id === "string" ? id : undefined;
}

/** The machine that is meant, else the one that the user picks; tells when there is none to pick. */
export async function machineFor(
  argument: unknown,
  machines: Pick<Machines, "refresh">,
  title: string,
): Promise<string | undefined> {
  const meant = machineOf(argument);
  if (meant !== undefined) return meant;
  const found = await findMachines(machines);
  const usable = found.filter(({ state }) => state !== "starting" && state !== "leaving");
  if (usable.length === 0) {
    showBriefly("No sandbox of this workspace is in a microVM.");
    return undefined;
  }
  const picked = await window.showQuickPick(usable.map(machineItem), {
    title,
    placeHolder: "Pick a sandbox",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.machine.id;
}

/** Asks the service what there is. */
export function findMachines(
  machines: Pick<Machines, "refresh">,
  everywhere = false,
): Promise<readonly Machine[]> {
  return longWork("Looking for sandboxes", () => machines.refresh({ everywhere }));
}

/** A machine in a list to pick from. */
export function machineItem(machine: Machine): QuickPickItem & { readonly machine: Machine } {
  const { id, workspace = "another workspace" } = machine;
  const about = [serversOf(machine), id, workspace].filter((part) => part !== "").join(" · ");
  return {
    label: `$(vm) ${machineName(machine)}`,
    description: machineWords(machine, Date.now()),
    detail: visibleLine(about),
    machine,
  };
}
