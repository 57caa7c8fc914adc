import { calls } from "./calls.ts";
import { confinement } from "./confinement.ts";
import { core } from "./core.ts";
import { kernel } from "./kernel.ts";
import { limits } from "./limits.ts";
import { network } from "./network.ts";
import { planted } from "./planted.ts";
import { processes } from "./processes.ts";
import { proxy } from "./proxy.ts";
import { reads } from "./reads.ts";
import { secrets } from "./secrets.ts";
import { starts } from "./starts.ts";
import { writes } from "./writes.ts";

const parts = [
  core,
  calls,
  reads,
  secrets,
  writes,
  planted,
  network,
  proxy,
  processes,
  kernel,
  confinement,
  limits,
  starts,
];

/** Reads that many bytes of program text and leaves the rest of the input to the program. */
export function probeArgs(text: string): string[] {
  const length = Buffer.byteLength(text);
  return ["-I", "-c", `import sys; exec(sys.stdin.buffer.read(${length}).decode(), globals())`];
}

/** The probe's whole program text. */
export function probeText(config: unknown): string {
  // Once as data and once as a Python string: JSON's escapes are a subset of Python's.
  return `CONFIG = ${JSON.stringify(JSON.stringify(config))}\n${parts.join("")}\nmain()\n`;
}
