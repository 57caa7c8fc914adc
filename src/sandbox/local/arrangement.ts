import { posix } from "node:path";
import type { Command, Install } from "../sandbox.ts";
import type { Bind } from "./arguments.ts";
import { jailEnvironment, searchPath } from "./environment.ts";
import { user, workingFolder } from "./etc.ts";
import type { Grant } from "./grants.ts";
import type { HostRoot } from "./hostRoot.ts";
import type { Outlet } from "./network/outlet.ts";
import { isWithin } from "./realPath.ts";
import { type Toolchain, toolchainOf } from "./toolchain/toolchain.ts";
import { View } from "./view.ts";

export interface Surroundings {
  readonly root: HostRoot;
  /** Host folder of the private home. */
  readonly home: string;
  readonly grants: readonly Grant[];
  /** What was installed may need the programs that installed it. */
  readonly install: Install;
  readonly outlet: Outlet | undefined;
}

/** What one command finds in its jail, besides the system and the granted folders. */
export interface Arrangement {
  readonly binds: readonly Bind[];
  readonly links: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Folders in which programs are looked for. */
  readonly path: readonly string[];
  readonly view: View;
}

/** Where links to single programs of the user's are. */
const linkFolder = "/opt/mcp-sandbox/bin";

export async function arrange(
  { root, home, grants, install, outlet }: Surroundings,
  command: Command,
): Promise<Arrangement> {
  const own: Bind = { source: home, target: user.home, write: true };
  const script = new View([...root.shown, own, ...grants], root.links).hostPathOf(
    posix.resolve(workingFolder(command), command.program),
  );
  const commands = [command, ...install.commands];
  const toolchain = await toolchainOf(commands, process.env, script === undefined ? [] : [script]);
  const binds: Bind[] = [
    own,
    ...unseen(toolchain, grants).map((path) => ({ source: path, target: path, write: false })),
    ...(outlet?.binds ?? []),
  ];
  const links = Object.fromEntries(
    Object.entries(toolchain.links).map(([name, path]) => [`${linkFolder}/${name}`, path]),
  );
  const linked = Object.keys(links).length > 0 ? [linkFolder] : [];
  const path = searchPath([...toolchain.path, ...linked]);
  return {
    binds,
    links,
    env: jailEnvironment(path, outlet?.env, command.env),
    path,
    view: new View([...root.shown, ...binds, ...grants], { ...root.links, ...links }),
  };
}

/** A grant that holds a program of the toolchain shows it already, or shows something else in its place. */
function unseen(toolchain: Toolchain, grants: readonly Grant[]): string[] {
  return toolchain.shown.filter((path) => !grants.some(({ target }) => isWithin(path, target)));
}
