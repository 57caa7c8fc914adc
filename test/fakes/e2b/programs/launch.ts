import { existsSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ConnectError } from "../envd/connectError.ts";
import type { Root } from "../machine/root.ts";
import { seat } from "../machine/view.ts";

export interface ProgramConfig {
  readonly cmd: string;
  readonly args?: readonly string[];
  readonly envs?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** How a program is really started on this machine. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Whose programs they are, and what they get. */
export interface Owner {
  readonly id: string;
  readonly root: Root;
  readonly envs: Readonly<Record<string, string>>;
  readonly offline: boolean;
  readonly state: "running" | "paused" | "gone";
}

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Rejects what the daemon would refuse: a folder or a program that is not there, a sandbox that does not run. */
export async function launchOf(
  owner: Owner,
  config: ProgramConfig,
  { user, noise = "" }: { readonly user: string; readonly noise?: string },
): Promise<Launch> {
  const { id, root, envs } = owner;
  const cwd = await folderOf(root, config.cwd);
  if (!canRun(config.cmd))
    throw new ConnectError("invalid_argument", `error starting process '${config.cmd}'`);
  if (owner.state !== "running")
    throw new ConnectError("unavailable", `The sandbox is ${owner.state}`);
  const base = { PATH: path, USER: user, LOGNAME: user, ...envs, ...config.envs };
  const options = { offline: owner.offline, path: base.PATH };
  const { home, ...line } = seat(root, cwd, { args: [], ...config }, options);
  const marks = { E2B_SANDBOX: "true", E2B_SANDBOX_ID: id, E2B_FAKE: root.mark };
  return { ...line, env: { HOME: home, ...base, ...marks, E2B_FAKE_NOISE: noise } };
}

/** The sandbox's own folder, or one of this machine that is visible inside. */
async function folderOf(root: Root, cwd = "."): Promise<string> {
  const folder = root.inside(cwd);
  const hidden = /^\/(home\/user|tmp)(\/|$)/.test(folder);
  if (await root.hasFolder(folder)) return folder;
  if (!hidden && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new ConnectError("invalid_argument", `cwd '${folder}' does not exist`);
}

function canRun(cmd: string): boolean {
  if (isAbsolute(cmd)) return existsSync(cmd);
  return path.split(":").some((folder) => existsSync(join(folder, cmd)));
}
