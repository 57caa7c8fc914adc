import { Failure } from "../../base/failure.ts";
import { hostName, user } from "./etc.ts";
import type { HostRoot } from "./hostRoot.ts";

/** A host path put at a place in the jail. */
export interface Bind {
  readonly source: string;
  readonly target: string;
  readonly write: boolean;
  /** The descriptor that holds the source in place, in bubblewrap's numbering. */
  readonly descriptor?: number;
}

/** Everything that makes one jail differ from another. */
export interface Plan {
  /** Options that this bubblewrap knows. */
  readonly options: ReadonlySet<string>;
  readonly root: Pick<HostRoot, "system" | "proc">;
  /** In order: what comes later covers what came before. */
  readonly binds: readonly Bind[];
  /** Folders that are shown empty, whatever the binds brought there. */
  readonly hidden: readonly string[];
  /** Symbolic links, by their path. */
  readonly links: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Where bubblewrap finds what it reads and writes. */
  readonly descriptors: {
    readonly filter: number;
    readonly status: number;
    /** What files of the jail's own hold, by their path in the jail. */
    readonly files: Readonly<Record<string, number>>;
  };
}

const megabyte = 1024 * 1024;

/** The argument list for bubblewrap, without the program. To be passed by `--args`, where nobody sees it. */
export function jailArguments(plan: Plan): string[] {
  const { options } = plan;
  const list = [
    ...namespaces(plan),
    ...plan.root.system,
    ...Object.entries(plan.descriptors.files).flatMap(fileArguments),
    ...scratch("/tmp", 512 * megabyte, "1777", options),
    ...scratch("/run", 16 * megabyte, "0755", options),
    ...scratch("/var", 64 * megabyte, "0755", options),
    ...["--perms", "1777", "--dir", "/var/tmp"],
    ...["--proc", "/proc", ...plan.root.proc, "--remount-ro", "/proc", "--dev", "/dev"],
    ...[...scratch("/dev/shm", 256 * megabyte, "1777", options), "--remount-ro", "/dev"],
    ...Object.entries(plan.links).flatMap(([path, target]) => ["--symlink", target, path]),
    ...plan.binds.flatMap(bindArguments),
    ...plan.hidden.flatMap((path) => scratch(path, 4096, "0000", options)),
    ...["--remount-ro", "/", "--chdir", plan.cwd],
    ...Object.entries(plan.env).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
  for (const word of list) refuseNul(word);
  return list;
}

/** The list is split at NUL: a value with one in it could smuggle in options of its own. */
export function refuseNul(word: string): void {
  if (!word.includes("\0")) return;
  throw new Failure("config", "A path, argument or variable of the server holds a NUL character.", {
    remedy: "Remove the NUL character (\\u0000) from the server's settings.",
  });
}

function namespaces({ options, descriptors }: Plan): string[] {
  return [
    ...["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net"],
    "--unshare-cgroup-try",
    ...(options.has("--disable-userns") ? ["--disable-userns"] : []),
    ...["--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    ...["--uid", String(user.uid), "--gid", String(user.gid), "--hostname", hostName],
    ...["--seccomp", String(descriptors.filter), "--json-status-fd", String(descriptors.status)],
  ];
}

function fileArguments([path, descriptor]: readonly [string, number]): string[] {
  return ["--perms", "0444", "--file", String(descriptor), path];
}

/** Before bubblewrap 0.7 a tmpfs cannot be sized, and takes half of the memory at most. */
function scratch(path: string, size: number, mode: string, options: ReadonlySet<string>): string[] {
  const sized = options.has("--size") ? ["--size", String(size)] : [];
  return ["--perms", mode, ...sized, "--tmpfs", path];
}

function bindArguments({ source, target, write, descriptor }: Bind): string[] {
  if (descriptor === undefined) return [write ? "--bind" : "--ro-bind", source, target];
  return [write ? "--bind-fd" : "--ro-bind-fd", String(descriptor), target];
}
