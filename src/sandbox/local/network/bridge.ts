import { access, constants } from "node:fs/promises";
import { Failure } from "../../../base/failure.ts";
import { nodeBridge, nodeBridgeShell } from "./bridges/node.ts";
import { perlBridge } from "./bridges/perl.ts";
import { pythonBridge } from "./bridges/python.ts";

/** Where the bridge listens in the jail; outside of the range from which ports are handed out. */
export const bridgePort = 61_080;

/** The way from a jail's loopback to its channel, run by an interpreter that the jail has anyway. */
export interface Bridge {
  readonly name: string;
  /** Words that start the bridge and then become `command`. */
  wrap(command: readonly string[], descriptor: number): readonly string[];
}

/** Interpreters below /usr, which every jail sees; in the order of their start: 4, 13 and 50 ms. */
const bridges = [
  {
    name: "perl",
    words: (path: string, fd: string, port: string) => [path, "-e", perlBridge, "--", fd, port],
  },
  {
    name: "python3",
    words: (path: string, fd: string, port: string) => [
      ...[path, "-I", "-S", "-c", pythonBridge],
      ...[fd, port],
    ],
  },
  {
    name: "node",
    words: (path: string, fd: string, port: string) => [
      ...["/bin/sh", "-c", nodeBridgeShell, "sh"],
      ...[fd, port, path, nodeBridge],
    ],
  },
];

const folders = ["/usr/bin", "/usr/local/bin"];

/** The fastest bridge that this machine can run. Rejects with `sandboxUnavailable` where there is none. */
export async function findBridge(wanted?: string): Promise<Bridge> {
  for (const { name, words } of bridges) {
    if (wanted !== undefined && wanted !== name) continue;
    for (const folder of folders) {
      const path = `${folder}/${name}`;
      if (!(await canRun(path))) continue;
      return {
        name,
        wrap: (command, descriptor) => [
          ...words(path, String(descriptor), String(bridgePort)),
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
