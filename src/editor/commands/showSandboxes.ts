import { commands as editor, window } from "vscode";
import type { Machine, Machines } from "../../sandbox/machines.ts";
import { type CommandId, commands } from "../contributions.ts";
import { machineName } from "../words/machineWords.ts";
import { findMachines, machineItem } from "./machineTargets.ts";

const title = "Sandboxes in microVMs";

type Choice = Machine | "all" | "everywhere";

/** Lists the microVMs: picking one offers what can be done with it. */
export async function showSandboxes(machines: Machines): Promise<void> {
  const chosen = await choose(await findMachines(machines), "everywhere");
  if (chosen === "all") return run(commands.stopAllSandboxes);
  if (chosen !== "everywhere") return chosen && act(chosen);
  try {
    const far = await choose(await findMachines(machines, true));
    if (typeof far === "object") await act(far);
  } finally {
    // What is known is that of this workspace again.
    await machines.refresh();
  }
}

async function choose(found: readonly Machine[], more?: "everywhere"): Promise<Choice | undefined> {
  const wide = more === undefined ? [] : [everywhere];
  const items = [
    ...found.map((machine) => ({ ...machineItem(machine), choice: machine as Choice })),
    ...(more === undefined || found.length === 0 ? [] : [stopAll]),
    ...wide,
  ];
  const placeHolder =
    found.length === 0 ? "None is there" : "Pick one to see what can be done with it";
  const picked = await window.showQuickPick(items, {
    ...{ title, placeHolder, matchOnDescription: true, matchOnDetail: true },
  });
  return picked?.choice;
}

const stopAll = {
  label: "$(stop-circle) Stop all mine…",
  description: "all of this workspace",
  choice: "all" as Choice,
};

const everywhere = {
  label: "$(globe) Show those of all my workspaces and computers…",
  description: "with the same key",
  choice: "everywhere" as Choice,
};

const actions: readonly {
  readonly label: string;
  readonly command: CommandId;
  readonly states: readonly Machine["state"][];
}[] = [
  {
    label: "$(folder-opened) Open files",
    command: commands.openSandboxFiles,
    states: ["running", "idle", "paused"],
  },
  {
    label: "$(cloud-upload) Put a folder into it…",
    command: commands.putFolder,
    states: ["running", "idle", "paused"],
  },
  {
    label: "$(cloud-download) Fetch a folder from it…",
    command: commands.fetchFolder,
    states: ["running", "idle", "paused"],
  },
  { label: "$(debug-pause) Pause", command: commands.pauseSandbox, states: ["running", "idle"] },
  {
    label: "$(trash) End…",
    command: commands.endSandbox,
    states: ["starting", "running", "idle", "paused"],
  },
  {
    label: "$(copy) Copy its id",
    command: commands.copySandboxId,
    states: ["starting", "running", "idle", "paused", "leaving"],
  },
];

/** Offers what can be done with a machine in its state. */
async function act(machine: Machine): Promise<void> {
  const items = actions.filter(({ states }) => states.includes(machine.state));
  const picked = await window.showQuickPick(items, {
    title: `${machineName(machine)}, ${machine.id}`,
    placeHolder: "What is to be done with it?",
  });
  if (picked !== undefined) await run(picked.command, machine.id);
}

async function run(command: CommandId, machine?: string): Promise<void> {
  await editor.executeCommand(command, ...(machine === undefined ? [] : [{ machine }]));
}
