import { Failure } from "../base/failure.ts";
import type { Outcome } from "./outcome.ts";
import { type Kept, keeperAt, keeperFiles, listKeepers } from "./keepers.ts";
import { workspaceOf } from "./settings.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { count } from "./text.ts";
import type { World } from "./world.ts";

export interface ContextFlags {
  readonly config?: string;
  readonly all?: boolean;
}

/** Contexts that live on between runs: those of this workspace, or all. */
export async function listContexts(
  flags: ContextFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const kept = await chosen(flags, world);
  const value = kept.map(({ name, workspace, pid, context }) => {
    const { description: _, ...about } = context;
    return { name, ...about, workspace, pid };
  });
  if (value.length === 0) return { value, text: "There are no contexts." };
  const rows = value.map(
    ({ name, language, state, provider, createdAt, lastUsedAt, workspace }) => [
      ...[name, language, state, provider],
      ...[createdAt, lastUsedAt].map((ms) => new Date(ms).toLocaleString()),
      ...(flags.all === true ? [workspace] : []),
    ],
  );
  const titles = ["NAME", "LANGUAGE", "STATE", "SANDBOX", "SINCE", "LAST USED"];
  const all = flags.all === true ? [...titles, "FOLDER"] : titles;
  return { value, text: table(all, rows, terminal) };
}

/** Stops contexts for good. */
export async function stopContexts(
  names: readonly string[],
  flags: ContextFlags,
  world: World,
): Promise<Outcome> {
  if ((names.length === 0) === (flags.all !== true))
    throw new Failure("usage", "Name the contexts to stop, or give --all.");
  const wanted =
    flags.all === true
      ? await chosen(flags, world)
      : await Promise.all(names.map((name) => named(name, flags, world)));
  await Promise.all(wanted.map(({ contexts, context }) => contexts.stop(context.id)));
  const stopped = wanted.map(({ name }) => name);
  return { value: { stopped }, text: `${count(stopped.length, "context")} stopped.` };
}

/** Interrupts what runs in a context, or begins anew in it. */
export async function tellContext(
  what: "interrupt" | "restart",
  name: string,
  flags: ContextFlags,
  world: World,
): Promise<Outcome> {
  const { contexts, context } = await named(name, flags, world);
  await contexts[what](context.id);
  return { value: { name }, text: `${name} was ${what}ed.` };
}

async function chosen({ config, all }: ContextFlags, world: World): Promise<readonly Kept[]> {
  const kept = await listKeepers(world);
  if (all === true) return kept;
  const own = await workspaceOf(world, config);
  return kept.filter(({ workspace }) => workspace === own);
}

async function named(name: string, { config }: ContextFlags, world: World): Promise<Kept> {
  const found = await keeperAt(await keeperFiles(world, await workspaceOf(world, config), name));
  if (found !== undefined) return found;
  throw new Failure("usage", `There is no context ${name} here.`, {
    remedy: "mcp-sandbox contexts list shows those that there are.",
  });
}
