import type { Limits } from "../../sandbox.ts";
import type { Held } from "./enforcer.ts";

/** No single file grows larger: four gigabytes, more than any package has. */
const fileSizeBytes = 4 * 2 ** 30;
const openFiles = 8192;

/**
 * Shell commands for what every process is held to. Inherited by all that is started, and only
 * ever lowered. What the kernel has lower already stays.
 */
export function outsideScript(limits: Limits, holds: ReadonlySet<Held>): string {
  const lines = [
    "ulimit -c 0",
    `ulimit -n ${openFiles} 2>/dev/null`,
    `ulimit -f ${fileSizeBytes / 512} 2>/dev/null`,
  ];
  if (!holds.has("memory")) lines.push(`ulimit -d ${dataMB(limits) * 1024} 2>/dev/null`);
  return `${lines.join("\n")}\n`;
}

/**
 * The last resort between two looks of the watchdog, so far away that it does not come first. Node
 * alone reserves more than half a gigabyte before it does anything.
 */
export function dataMB(limits: Limits): number {
  return 2 * limits.memoryMB + 1024;
}

/**
 * Words in front of the program inside, where the kernel counts processes by user namespace:
 * outside, or in an older kernel, all of the user's own would be counted. dash and busybox say
 * `-p`, bash says `-u`. Root is exempt from it.
 */
export function insideWords(
  limits: Limits,
  holds: ReadonlySet<Held>,
  host: { readonly isRoot: boolean; readonly kernel: string },
): string[] {
  if (holds.has("processes") || host.isRoot || !countsByNamespace(host.kernel)) return [];
  const set = ["-u", "-p"].map((flag) => `ulimit ${flag} ${limits.maxProcesses} 2>/dev/null`);
  return ["/bin/sh", "-c", `${set.join(" || ")}\nexec "$@"`, "sh"];
}

/** Since Linux 5.14. */
export function countsByNamespace(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 14);
}
