import { basename } from "node:path";
import { Failure } from "../base/failure.ts";
import { toDefinition } from "../config/toDefinition.ts";
import type { Place } from "../interpreter/places/place.ts";
import { checkedEntry } from "./checkedEntry.ts";
import { type Chosen, choose } from "./chosen.ts";
import { entryFromFlags, type ServerFlags } from "./flags.ts";
import { secretFrom } from "./secrets.ts";
import { settingsOf } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** Options that say where code runs and what it may reach. */
export interface CodeFlags extends Pick<
  ServerFlags,
  | "provider"
  | "template"
  | "onIdle"
  | "mount"
  | "network"
  | "memory"
  | "cpus"
  | "maxProcesses"
  | "installCommands"
> {
  readonly config?: string;
  readonly sandboxUrl?: string;
}

/** What E2B calls its microVM with a code interpreter in it. */
const interpreterTemplate = "code-interpreter-v1";

/**
 * Lends the place where code runs: a service by its URL, else a sandbox as the options say, which is
 * closed while nobody uses it for so long.
 */
export async function withPlace<T>(
  flags: CodeFlags,
  world: World,
  terminal: Terminal,
  use: (place: Place) => Promise<T>,
  idleMs: (provider: Place["provider"]) => number | undefined = () => undefined,
): Promise<T> {
  const url = serviceUrl(flags, world.env);
  if (url !== undefined) {
    const { servicePlace } = await import("../interpreter/places/servicePlace.ts");
    await using place = servicePlace(url);
    return await use(place);
  }
  const { SandboxPlace } = await import("../interpreter/places/sandboxPlace.ts");
  const chosen = await chosenPlace(flags, world);
  const { provider, workspace } = chosen;
  const spec = await specOf(chosen, world);
  const log = terminal.log("sandbox");
  await using sandboxes = await world.sandboxes({ workspace, log });
  await using place = new SandboxPlace({
    sandboxes,
    spec,
    provider,
    log,
    idleMs: idleMs(provider),
  });
  return await use(place);
}

/** A provider that is asked for by an option wins over the environment's URL. */
function serviceUrl({ sandboxUrl, provider }: CodeFlags, env: World["env"]): string | undefined {
  if (sandboxUrl !== undefined && provider !== undefined)
    throw new Failure("usage", "--sandbox-url is a service that runs already: no --provider.");
  if (provider !== undefined) return undefined;
  const url = sandboxUrl ?? env["SANDBOX_URL"];
  return url === "" ? undefined : url;
}

async function chosenPlace(flags: CodeFlags, world: World): Promise<Chosen> {
  const { cwd: folder } = world;
  const entry = checkedEntry(
    "code",
    entryFromFlags({ ...flags, command: "code" }, { cwd: folder }),
  );
  const settings = await settingsOf(world, flags.config);
  const origin = { scope: "file", path: "", folder } as const;
  const chosen = choose({ name: "code", entry, origin }, settings, world.env);
  if (chosen.provider !== "e2b") return chosen;
  const sandbox = { template: interpreterTemplate, onIdle: "kill" as const, ...entry.sandbox };
  const provided = { ...entry, sandbox: { ...sandbox, provider: chosen.provider } };
  return { ...chosen, config: { ...chosen.config, entry: provided } };
}

async function specOf({ config }: Chosen, { cwd, env, home, signal }: World) {
  const definition = toDefinition(config, {
    folders: [{ name: basename(cwd), path: cwd }],
    userHome: home,
    env,
    secret: (name) => secretFrom(env, name),
  });
  return (await definition.resolve(signal)).sandbox;
}
