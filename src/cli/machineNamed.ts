import { Failure } from "../base/failure.ts";
import { groupMark } from "../sandbox/e2b/marks.ts";
import type { Machine } from "../sandbox/machines.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { serversOf } from "./machineText.ts";
import { withMachines } from "./machines.ts";
import { settingsOf } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

interface Flags {
  readonly config?: string;
}

/** Lends the inside of a microVM, which is named by its id or by a server. */
export async function inMachine<T>(
  name: string,
  flags: Flags,
  world: World,
  terminal: Terminal,
  use: (sandbox: Sandbox, id: string) => Promise<T>,
): Promise<T> {
  return withMachines(flags, world, terminal, async (machines, workspace) => {
    const found = await machines.refresh({ everywhere: true });
    const machine =
      found.find(({ id }) => id === name) ??
      (await ofServer(
        name,
        found.filter((each) => each.workspace === workspace),
        flags,
        world,
      ));
    if (machine === undefined) throw unknown(name);
    await using sandbox = await machines.enter(machine.id);
    return await use(sandbox, machine.id);
  });
}

/** The youngest one that a server has to itself, or shares with its group. */
async function ofServer(
  name: string,
  machines: readonly Machine[],
  flags: Flags,
  world: World,
): Promise<Machine | undefined> {
  const { servers } = (await settingsOf(world, flags.config)).parse();
  const group = servers.find((server) => server.name === name)?.entry.sandbox?.group;
  const wanted = group === undefined ? name : `${groupMark}${group}`;
  return machines
    .filter((machine) => serversOf(machine).includes(wanted))
    .toSorted((a, b) => b.startedAt - a.startedAt)[0];
}

function unknown(name: string): Failure {
  return new Failure(
    "sandboxFailed",
    `There is no microVM ${name}, and none of a server ${name}.`,
    {
      remedy: `mcp-sandbox sandboxes list --all shows them. A start makes one: mcp-sandbox tools list ${name} --provider e2b`,
    },
  );
}
