import { spawnSync } from "node:child_process";
import { home, type Root } from "./root.ts";

export interface Seat {
  readonly file: string;
  readonly args: readonly string[];
  /** The home by the name that the program knows it by. */
  readonly home: string;
}

/** Shows a root's folders under their own names to one program, with the other homes of this machine beside them. */
const arrange = `root=$1 cwd=$2; shift 2
for other in /home/*/; do
  other=\${other%/}
  [ "$other" = ${home} ] || [ "$other" = '/home/*' ] && continue
  mkdir -p "$root$other" && mount --rbind "$other" "$root$other"
done
mount --rbind "$root/home" /home && mount --rbind "$root/tmp" /tmp && cd "$cwd" || exit 125
ip link set lo up 2>/dev/null
exec "$@"`;

const unshare = "unshare";
const unshareArgs = ["--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];
let possible: boolean | undefined;

/** Whether programs can see a home and a `/tmp` of their own here, and this repository besides. */
export function canArrange(): boolean {
  possible ??= !/^\/(tmp|home\/user)\//.test(import.meta.dirname) && canMount();
  return possible;
}

function canMount(): boolean {
  if (process.env["E2B_FAKE_PLAIN"]) return false;
  const args = [...unshareArgs, "--", "mount", "--bind", "/tmp", "/tmp"];
  return spawnSync(unshare, args).status === 0;
}

/**
 * How to start a program with a sandbox's folders. Its process id is the one that `spawn` tells.
 * Where the machine does not allow it, the program runs in the root's folders under their real names.
 * This isolates nothing: all other folders are the machine's own.
 */
export function seat(
  root: Root,
  cwd: string,
  command: { readonly cmd: string; readonly args: readonly string[] },
  options: { readonly offline: boolean },
): Seat {
  const line = [command.cmd, ...command.args];
  if (!canArrange()) {
    const inRoot = 'cd "$1" && shift && exec "$@"';
    const args = ["-c", inRoot, "sh", root.outside(cwd), ...line];
    return { file: "/bin/sh", args, home: root.outside(home) };
  }
  const net = options.offline ? ["--net"] : [];
  const shell = ["--", "/bin/sh", "-c", arrange, "sh", root.path, cwd, ...line];
  return { file: unshare, args: [...unshareArgs, ...net, ...shell], home };
}
