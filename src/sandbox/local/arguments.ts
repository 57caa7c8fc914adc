import { Failure } from "../../base/failure.ts";
import { hostName, madeUpEtc, user } from "./etc.ts";
import type { HostRoot } from "./hostRoot.ts";

/** A host path, or a descriptor that holds it open, put at a place in the jail. */
export interface Bind {
  readonly source: string | { readonly descriptor: number };
  readonly target: string;
  readonly write: boolean;
}

/** Everything that makes one jail differ from another. */
export interface Plan {
  /** Options that this bubblewrap knows. */
  readonly options: ReadonlySet<string>;
  readonly root: HostRoot;
  /** In order: what comes later covers what came before. */
  readonly binds: readonly Bind[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Where the child finds what bubblewrap reads and writes. */
  readonly descriptors: {
    readonly filter: number;
    readonly status: number;
    /** Made-up files, by their path in the jail. */
    readonly etc: Readonly<Record<string, number>>;
  };
}

const megabyte = 1024 * 1024;

/** The argument list for bubblewrap, without the program. To be passed by `--args`, where nobody sees it. */
export function jailArguments(plan: Plan): string[] {
  const list = [
    ...namespaces(plan),
    ...plan.root.system,
    ...Object.keys(madeUpEtc).flatMap((path) => madeUp(path, plan.descriptors.etc)),
    ...scratch("/tmp", 512, "1777"),
    ...scratch("/run", 16, "0755"),
    ...scratch("/var", 64, "0755"),
    ...["--perms", "1777", "--dir", "/var/tmp"],
    ...["--proc", "/proc", ...plan.root.proc],
    ...["--dev", "/dev", ...scratch("/dev/shm", 256, "1777"), "--remount-ro", "/dev"],
    ...plan.binds.flatMap(bindArguments),
    ...["--remount-ro", "/"],
    ...["--chdir", plan.cwd],
    ...Object.entries(plan.env).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
  for (const word of list) refuseNul(word);
  return list;
}

/** The list is split at NUL: a value with one in it could smuggle in options of its own. */
export function refuseNul(word: string): void {
  if (!word.includes("\0")) return;
  throw new Failure(
    "config",
    "A path, argument or variable of the server contains a NUL character.",
    {
      remedy: "Remove the NUL character (\\u0000) from the server's settings.",
    },
  );
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

function madeUp(path: string, etc: Readonly<Record<string, number>>): string[] {
  const descriptor = etc[path];
  return descriptor === undefined ? [] : ["--perms", "0444", "--file", String(descriptor), path];
}

function scratch(path: string, sizeMB: number, mode: string): string[] {
  return ["--perms", mode, "--size", String(sizeMB * megabyte), "--tmpfs", path];
}

function bindArguments({ source, target, write }: Bind): string[] {
  if (typeof source === "string") return [write ? "--bind" : "--ro-bind", source, target];
  return [write ? "--bind-fd" : "--ro-bind-fd", String(source.descriptor), target];
}
