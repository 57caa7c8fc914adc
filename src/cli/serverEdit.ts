import { Failure } from "../base/failure.ts";
import { writeServer } from "../config/editSettings.ts";
import { isRecord } from "../config/jsonPath.ts";
import { entrySchema, nameMessage, namePattern, sandboxSchema } from "../config/schema.ts";
import type { ServerEntry } from "../config/serverEntry.ts";
import { checkedEntry } from "./checkedEntry.ts";
import { agree } from "./agree.ts";
import { editEntry } from "./editEntry.ts";
import { entryFromFlags, type ServerFlags } from "./flags.ts";
import type { Outcome } from "./outcome.ts";
import { serverNamed, settingsOf } from "./settings.ts";
import type { World } from "./world.ts";

export interface EditFlags extends ServerFlags {
  readonly config?: string;
  readonly yes?: boolean;
  readonly unset?: readonly string[];
}

/** Writes a new server into the settings, which are made when there are none. */
export async function addServer(name: string, flags: EditFlags, world: World): Promise<Outcome> {
  if (!namePattern.test(name))
    throw new Failure("usage", `${JSON.stringify(name)}: ${nameMessage}`);
  const settings = await settingsOf(world, flags.config, { mayBeMade: true });
  const { folder } = settings.origin;
  const entry = checkedEntry(name, entryFromFlags(flags, { cwd: world.cwd, folder }));
  const exists = settings.names.includes(name);
  if (exists && flags.yes !== true)
    throw new Failure("usage", `There is a server ${name} already in ${settings.file}.`, {
      remedy: `Change it by mcp-sandbox server edit ${name}, or replace it with --yes.`,
    });
  await writeServer(settings, name, entry);
  const made = settings.exists ? "" : " (new)";
  return {
    value: { added: name, file: settings.file, created: !settings.exists, entry },
    text: `${exists ? "Replaced" : "Added"} ${name} in ${settings.file}${made}.`,
  };
}

/** Changes a server by options, or, without any, in the user's own text editor. */
export async function editServer(name: string, flags: EditFlags, world: World): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config);
  const { entry: before } = serverNamed(settings, name);
  const { config: _, yes: __, unset = [], ...fields } = flags;
  const isByOptions = Object.keys(fields).length > 0 || unset.length > 0;
  const changed = isByOptions
    ? withoutFields(
        entryFromFlags(fields, { cwd: world.cwd, folder: settings.origin.folder }, before),
        unset,
      )
    : await editEntry(name, before, world);
  const entry: ServerEntry = checkedEntry(name, changed);
  await writeServer(settings, name, entry);
  return {
    value: { edited: name, file: settings.file, entry },
    text: `Changed ${name} in ${settings.file}.`,
  };
}

export async function removeServer(name: string, flags: EditFlags, world: World): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config);
  if (!settings.names.includes(name)) serverNamed(settings, name);
  await agree(`Remove the server ${name} from ${settings.file}?`, flags.yes === true, world);
  await writeServer(settings, name, undefined);
  return {
    value: { removed: name, file: settings.file },
    text: `Removed ${name} from ${settings.file}.`,
  };
}

/** The entry without some fields; those of `sandbox` may be named alone. */
function withoutFields(
  entry: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): unknown {
  const keys = Object.keys(entrySchema.properties ?? {});
  const inSandbox = Object.keys(sandboxSchema.properties ?? {});
  const unknown = fields.find((field) => !keys.includes(field) && !inSandbox.includes(field));
  if (unknown !== undefined)
    throw new Failure(
      "usage",
      `--unset ${unknown}: expected one of ${[...keys, ...inSandbox].join(", ")}.`,
    );
  const left = sandboxWithout(entry["sandbox"], fields);
  const { sandbox: _, ...rest } = dropped(entry, fields);
  return left === undefined || fields.includes("sandbox") ? rest : { ...rest, sandbox: left };
}

function sandboxWithout(sandbox: unknown, fields: readonly string[]) {
  const left = isRecord(sandbox) ? dropped(sandbox, fields) : {};
  return Object.keys(left).length === 0 ? undefined : left;
}

function dropped(value: Readonly<Record<string, unknown>>, fields: readonly string[]) {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !fields.includes(key)));
}
