import type { Machine } from "./machine.ts";
import { allowInAppArmor, allowInContainer, allowSetting } from "./remedies.ts";

/** Why no jail can be made, and the way out. */
export interface Obstacle {
  readonly id: ObstacleId;
  readonly message: string;
  readonly remedy: string;
}

export type ObstacleId =
  | "appArmor"
  | "namespacesForbidden"
  | "namespacesExhausted"
  | "namespacesUnknown"
  | "maskedProc"
  | "readOnlySettings"
  | "mountForbidden"
  | "chroot"
  | "setUid"
  | "capabilities"
  | "tooOld"
  | "noSeccomp"
  | "tooManyProcesses"
  | "unknown";

interface Text {
  readonly id: ObstacleId;
  /** What bubblewrap writes, from version 0.4 on. */
  readonly pattern: RegExp;
  readonly message: string;
  readonly remedy: (machine: Machine, program: string) => string;
}

/** In order: the first that matches is meant. */
const texts: readonly Text[] = [
  {
    id: "readOnlySettings",
    pattern:
      /cannot open \/proc\/sys\/user\/max_user_namespaces|setting up uid map: Read-only file system/,
    message: "The kernel's settings are read-only here, as in many containers.",
    remedy: allowInContainer,
  },
  {
    id: "appArmor",
    pattern:
      /setting up uid map: Permission denied|loopback: Failed RTM_NEW\w+: Operation not permitted/,
    message: "The system's AppArmor rules keep bubblewrap from setting up its namespaces.",
    remedy: (machine, program) =>
      machine.container === undefined ? allowInAppArmor(program) : allowInContainer(machine),
  },
  {
    id: "namespacesForbidden",
    pattern:
      /No permissions? to creat\w* (a )?new namespace|Creating new namespace failed: Operation not permitted/,
    message: "The system does not let ordinary users make namespaces.",
    remedy: (machine) =>
      machine.container === undefined ? allowSetting(machine) : allowInContainer(machine),
  },
  {
    id: "namespacesExhausted",
    pattern: /max_\*_namespaces exceeded|Creating new namespace failed: No space left on device/,
    message: "The system allows no further namespaces, or namespaces are nested too deeply.",
    remedy: allowSetting,
  },
  {
    id: "namespacesUnknown",
    pattern:
      /the kernel does not support user namespaces|Creating new namespace failed: Invalid argument/,
    message: "The kernel was built without user namespaces.",
    remedy: () => "Boot a kernel that has CONFIG_USER_NS, as all large distributions ship it.",
  },
  {
    id: "tooManyProcesses",
    pattern:
      /(Creating new namespace failed|Can't fork.*): (Resource temporarily unavailable|Cannot allocate memory)/,
    message: "The system lets you start no further processes.",
    remedy: () => "End some programs, or raise the limit that `ulimit -u` shows.",
  },
  {
    id: "maskedProc",
    pattern: /Can't mount proc on /,
    message:
      "This container hides parts of /proc, so that no fresh /proc can be mounted in a jail.",
    remedy: allowInContainer,
  },
  {
    id: "mountForbidden",
    pattern:
      /Failed to make \/ slave|Failed to mount tmpfs|Can't mount (tmpfs|devpts|mqueue) on |Can't (bind mount|remount readonly)/,
    message: "The system does not let bubblewrap mount what a jail consists of.",
    remedy: (machine) =>
      machine.container === undefined
        ? "Look for a refusal of bwrap in `journalctl -k`; a security module (AppArmor, SELinux) has to allow it."
        : allowInContainer(machine),
  },
  {
    id: "chroot",
    pattern: /pivot_root/,
    message: "The root folder cannot be changed here, as within a chroot or an initial RAM disk.",
    remedy: () => "Run the editor or the command line outside of the chroot.",
  },
  {
    id: "setUid",
    pattern: /not permitted in setuid mode|doesn't work in setuid mode|Unexpected setuid user/,
    message: "bubblewrap is installed set-uid root, in which mode it lacks what a jail needs.",
    remedy: (machine, program) => `${sudo(machine)}chmod u-s ${program}`,
  },
  {
    id: "capabilities",
    pattern: /Unexpected capabilities but not setuid/,
    message: "bubblewrap was started with privileges that it refuses to have.",
    remedy: (machine, program) => `${sudo(machine)}setcap -r ${program}`,
  },
  {
    id: "tooOld",
    pattern: /Unknown option/,
    message: "bubblewrap is too old.",
    remedy: () => "Update bubblewrap to version 0.8 or newer; 0.5 is the oldest that can work.",
  },
  {
    id: "noSeccomp",
    pattern: /PR_SET_SECCOMP/,
    message: "The kernel does not take a filter of system calls.",
    remedy: () =>
      "Boot a kernel that has CONFIG_SECCOMP_FILTER, as all large distributions ship it.",
  },
];

/** Reads what bubblewrap wrote when it could not make a jail. */
export function obstacleIn(stderr: string, machine: Machine, program: string): Obstacle {
  const text = texts.find(({ pattern }) => pattern.test(stderr));
  if (text === undefined) return unknown(stderr);
  return { id: text.id, message: text.message, remedy: text.remedy(machine, program) };
}

function unknown(stderr: string): Obstacle {
  const said = stderr.trim().split("\n").at(-1);
  return {
    id: "unknown",
    message: `bubblewrap could not make a jail: ${said === undefined || said === "" ? "it said nothing." : said}`,
    remedy: "Run `mcp-sandbox doctor` and look for what is not in order.",
  };
}

const sudo = (machine: Machine): string => (machine.isRoot ? "" : "sudo ");
