import { access, constants } from "node:fs/promises";
import { Failure } from "../../../base/failure.ts";
import { nodeBridge, nodeBridgeShell } from "./bridges/node.ts";
import { perlBridge } from "./bridges/perl.ts";
import { pythonBridge } from "./bridges/python.ts";

/** Where the bridge listens in the jail; outside of the range from which ports are handed out. */
export const bridgePort = 61_080;

/** The way from a jail's loopback to its channel, run by an interpreter that the jail has anyway. */
export interface Bridge {
  /** Holds the bridge's script, so that lists of processes show the program and not the script. */
  readonly env: Readonly<Record<string, string>>;
  /** Words that start the bridge and then become `command`, without the variable. */
  wrap(command: readonly string[], descriptor: number): readonly string[];
}

const variable = "MCP_SANDBOX_BRIDGE";

/** Interpreters below /usr, which every jail sees; in the order of their start: 4, 13 and 50 ms. */
const bridges = [
  {
    name: "perl",
    script: perlBridge,
    words: (path: string) => [path, "-e", `eval delete $ENV{${variable}}; die $@ if $@`, "--"],
  },
  {
    name: "python3",
    script: pythonBridge,
    words: (path: string) => [
      ...[path, "-I", "-S", "-c"],
      `import os; exec(os.environ.pop("${variable}"))`,
    ],
  },
  {
    name: "node",
    script: nodeBridge,
    words: (path: string) => ["/bin/sh", "-c", nodeBridgeShell(variable), "sh", path],
  },
];

const folders = ["/usr/bin", "/usr/local/bin"];

/** The fastest bridge that this machine can run. Rejects with `sandboxUnavailable` where there is none. */
export async function findBridge(wanted?: string): Promise<Bridge> {
  for (const { name, script, words } of bridges) {
    if (wanted !== undefined && wanted !== name) continue;
    for (const folder of folders) {
      const path = `${folder}/${name}`;
      if (!(await canRun(path))) continue;
      return {
        env: { [variable]: script },
        wrap: (command, descriptor) => [
          ...words(path),
          ...[String(descriptor), String(bridgePort)],
          ...command,
        ],
      };
    }
  }
  throw new Failure(
    "sandboxUnavailable",
    "The sandbox's network needs perl, python3 or node in /usr/bin or /usr/local/bin.",
    { remedy: "Install perl or python3, or set the server's network to `none`." },
  );
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
