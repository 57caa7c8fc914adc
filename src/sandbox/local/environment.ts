import { user } from "./etc.ts";

const systemPath = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The folders in which the jail looks for programs, in order. */
export function searchPath(toolchain: readonly string[]): string[] {
  return [`${user.home}/.local/bin`, ...toolchain, ...systemPath];
}

/** What a program in the jail knows of its surroundings. Nothing of it comes from the host's environment. */
export function jailEnvironment(
  path: readonly string[],
  ...more: readonly (Readonly<Record<string, string>> | undefined)[]
): Record<string, string> {
  const base = {
    HOME: user.home,
    USER: user.name,
    LOGNAME: user.name,
    SHELL: "/bin/sh",
    PATH: path.join(":"),
    LANG: "C.UTF-8",
    TMPDIR: "/tmp",
    XDG_CACHE_HOME: `${user.home}/.cache`,
    XDG_CONFIG_HOME: `${user.home}/.config`,
    XDG_DATA_HOME: `${user.home}/.local/share`,
    XDG_STATE_HOME: `${user.home}/.local/state`,
    // The private home outlives the program, so that the next start need not compile its modules again.
    NODE_COMPILE_CACHE: `${user.home}/.cache/node-compile`,
  };
  const merged: Record<string, string> = base;
  for (const variables of more) Object.assign(merged, variables);
  return merged;
}
