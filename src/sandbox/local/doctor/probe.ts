import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Bubblewrap } from "../bubblewrap.ts";
import type { Machine } from "./machine.ts";
import { obstacleIn } from "./obstacles.ts";
import type { Obstacle } from "./obstacles.ts";

const run = promisify(execFile);

/** A jail that takes longer has something in its way. */
const withinMs = 10_000;

export type Probed =
  | { readonly kind: "works"; readonly bubblewrap: Bubblewrap; readonly notes: readonly string[] }
  | { readonly kind: "refused"; readonly obstacle: Obstacle };

/**
 * Makes a jail of the same parts as a real one and runs a program in it. An option that only adds
 * to what the system call filter already forbids is given up where it does not work.
 */
export async function probe(found: Bubblewrap, machine: Machine): Promise<Probed> {
  const refusal = await attempt(found);
  if (refusal === undefined) return { kind: "works", bubblewrap: found, notes: [] };
  const options = new Set(found.options);
  if (options.delete(extra)) {
    const bubblewrap = { ...found, options };
    if ((await attempt(bubblewrap)) === undefined)
      return {
        kind: "works",
        bubblewrap,
        notes: [
          `${extra} does not work here; the system call filter alone forbids namespaces inside.`,
        ],
      };
  }
  return { kind: "refused", obstacle: obstacleIn(refusal, machine, found.path) };
}

const extra = "--disable-userns";

/** What bubblewrap said when it failed; undefined when the jail came about. */
async function attempt({ path, options }: Bubblewrap): Promise<string | undefined> {
  const words = [
    ...["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net"],
    ...["--unshare-cgroup-try", ...(options.has(extra) ? [extra] : [])],
    ...[
      "--die-with-parent",
      "--new-session",
      "--cap-drop",
      "ALL",
      "--uid",
      "1000",
      "--gid",
      "1000",
    ],
    ...["/usr", "/bin", "/lib", "/lib64", "/nix", "/gnu"].flatMap((at) => [
      "--ro-bind-try",
      at,
      at,
    ]),
    ...["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"],
    ...["--size", "1048576", "--tmpfs", "/tmp", "--remount-ro", "/"],
    ...["--", "/bin/sh", "-c", ":"],
  ];
  try {
    await run(path, words, {
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
      cwd: "/",
      timeout: withinMs,
    });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    return said || String(error);
  }
}
