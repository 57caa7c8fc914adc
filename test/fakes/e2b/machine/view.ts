import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { furnish, home, tableOf } from "./furnish.ts";
import type { Root } from "./root.ts";

export interface Seat {
  readonly file: string;
  readonly args: readonly string[];
  /** The home by the name that the program knows it by. */
  readonly home: string;
}

/** Makes a furnished root this program's `/`. A folder of the machine that cannot be shown is left out. */
const arrange = `root=$1 table=$2 cwd=$3 path=$4; shift 4
mount --rbind "$root" "$root" || exit 125
mount -a -T "$table" 2>/dev/null || [ $? = 64 ] || exit 125
cd "$root" && pivot_root . tmp && umount -l /tmp && cd "$cwd" || exit 125
PATH=$path
exec "$@"`;
const online = ["/bin/sh", "-c", arrange, "sh"];
const offline = ["/bin/sh", "-c", `ip link set lo up 2>/dev/null\n${arrange}`, "sh"];

const toolPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
// Were a mount seen outside, the removal of a root would empty the machine's own folders.
const unshareArgs = [
  ...["unshare", "--mount", "--propagation", "private"],
  ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]),
];
let possible: boolean | undefined;

/** Whether programs can see a sandbox's folders under their own names here, and this repository besides. */
export function canArrange(): boolean {
  possible ??= canMount();
  return possible;
}

function canMount(): boolean {
  if (process.env["E2B_FAKE_PLAIN"]) return false;
  const folder = mkdtempSync(join(tmpdir(), `e2b-fake-${process.pid}-`));
  const root = join(folder, "trial");
  mkdirSync(join(root, "tmp"), { recursive: true });
  furnish(root);
  const args = arranged(root, "/", "/bin:/usr/bin", ["sh", "-c", "test -d /usr"], false);
  const { status } = spawnSync("/usr/bin/env", args);
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}

function arranged(
  root: string,
  cwd: string,
  path: string,
  line: readonly string[],
  isOffline: boolean,
): string[] {
  const before = isOffline ? ["--net", "--", ...offline] : ["--", ...online];
  return [toolPath, ...unshareArgs, ...before, root, tableOf(root), cwd, path, ...line];
}

/**
 * How to start a program with a sandbox's folders. Its process id is the one that `spawn` tells.
 * Where the machine does not allow it, the program runs in the root's folders under their real names.
 * This isolates nothing: what the machine has at its top is the machine's own.
 */
export function seat(
  root: Root,
  cwd: string,
  command: { readonly cmd: string; readonly args: readonly string[] },
  options: { readonly offline: boolean; readonly path: string },
): Seat {
  const line = [command.cmd, ...command.args];
  if (canArrange()) {
    const args = arranged(root.path, cwd, options.path, line, options.offline);
    return { file: "/usr/bin/env", args, home };
  }
  const inRoot = 'cd "$1" && shift && exec "$@"';
  const folder = existsSync(root.outside(cwd)) ? root.outside(cwd) : cwd;
  const args = ["-c", inRoot, "sh", folder, ...line];
  return { file: "/bin/sh", args, home: root.outside(home) };
}
