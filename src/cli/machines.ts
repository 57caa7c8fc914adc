import { Failure } from "../base/failure.ts";
import type { Machine, Machines } from "../sandbox/machines.ts";
import { agree } from "./agree.ts";
import { exitCodeOf } from "./exitCodes.ts";
import { machineRow, machineTitles, serversOf } from "./machineText.ts";
import type { Outcome } from "./outcome.ts";
import { workspaceOf } from "./settings.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { count } from "./text.ts";
import type { World } from "./world.ts";

export interface ListFlags {
  readonly config?: string;
  /** Also those of other workspaces and computers. */
  readonly all?: boolean;
}

export interface KillFlags extends ListFlags {
  readonly allMine?: boolean;
  readonly yes?: boolean;
}

/** The microVMs that the service knows of. */
export async function listMachines(
  flags: ListFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const everywhere = flags.all === true;
  return withMachines(flags, world, terminal, async (machines, workspace) => {
    const found = await machines.refresh({ everywhere });
    const where = everywhere ? "" : " of this workspace";
    if (found.length === 0) return { value: [], text: `There are no microVMs${where}.` };
    const rows = found.map((machine) => machineRow(machine, workspace, Date.now()));
    return { value: found, text: table(machineTitles, rows, terminal) };
  });
}

/** Ends those that are named, or all of this workspace, or all. */
export async function killMachines(
  ids: readonly string[],
  flags: KillFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const isAll = flags.all === true || flags.allMine === true;
  if (isAll === ids.length > 0)
    throw new Failure("usage", "Give ids of microVMs, or --all-mine, or --all.", {
      remedy: "mcp-sandbox sandboxes list shows them.",
    });
  return withMachines(flags, world, terminal, async (machines) => {
    const found = await machines.refresh({ everywhere: !isAll || flags.all === true });
    const wanted = isAll ? found : found.filter(({ id }) => ids.includes(id));
    const missing = ids.filter((id) => !wanted.some((machine) => machine.id === id));
    if (wanted.length > 0) await agree(question(wanted), flags.yes === true, world);
    return killed(machines, wanted, missing);
  });
}

function question(machines: readonly Machine[]): string {
  const names = machines.map((machine) => [machine.id, ...serversOf(machine)].join(" "));
  const whose = machines.length === 1 ? "its disk" : "their disks";
  return `End ${names.join(", ")}? What is on ${whose} is gone then.`;
}

async function killed(
  machines: Machines,
  wanted: readonly Machine[],
  missing: readonly string[],
): Promise<Outcome> {
  const results = await Promise.all(
    wanted.map(({ id }) =>
      machines.kill(id).then(
        () => ({ id, failure: undefined }),
        (error: unknown) => ({ id, failure: Failure.from(error, "sandboxFailed") }),
      ),
    ),
  );
  const ended = results.flatMap(({ id, failure }) => (failure === undefined ? [id] : []));
  const failed = results.flatMap(({ id, failure }) =>
    failure === undefined ? [] : [{ id, code: failure.code, message: failure.message }],
  );
  const lines = [
    ...missing.map((id) => `${id} is not there.`),
    ...failed.map(({ id, message }) => `${id} is still there: ${message}`),
    `${count(ended.length, "microVM")} ended.`,
  ];
  const [first] = failed;
  return {
    value: { killed: ended, missing, failed },
    text: lines.join("\n"),
    ...(first !== undefined && { exitCode: exitCodeOf(first.code) }),
  };
}

/** Lends the microVMs, as seen from the workspace whose settings count. */
export async function withMachines<T>(
  flags: { readonly config?: string },
  world: World,
  terminal: Terminal,
  use: (machines: Machines, workspace: string) => Promise<T>,
): Promise<T> {
  const workspace = await workspaceOf(world, flags.config);
  await using machines = await world.machines({ workspace, log: terminal.log("e2b") });
  return await use(machines, workspace);
}
