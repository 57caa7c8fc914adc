import type { Command } from "../../../../../src/sandbox/sandbox.ts";
import type { Spelled } from "../kind.ts";

const forEver = "while :; do sleep 0.02; done";

/** What comes after the script are its `$1`, `$2`… */
const sh = (script: string, ...args: readonly string[]): Command => ({
  program: "/bin/sh",
  args: ["-c", script, "sh", ...args],
});

/** Where the programs of a system are. */
export const shellPrograms: Spelled = {
  copy: sh("exec cat"),
  say: (out, err = "") => sh(`printf %s "$1"; printf %s "$2" >&2`, out, err),
  words: (...words) => sh(`printf '%s\\0' "$@"`, ...words),
  ends: (code) => sh(`exit ${code}`),
  waits: sh("echo ready; exec sleep 300"),
  polite: sh(`trap 'echo asked; exit 7' TERM; echo ready; ${forEver}`),
  stubborn: sh(`trap '' TERM; echo ready; ${forEver}`),
  environment: sh("exec env"),
  folder: sh("exec pwd"),
  show: (path) => sh(`exec cat "$1"`, path),
  keep: (path, text) => sh(`printf %s "$2" >"$1"`, path, text),
  family: (path) =>
    sh(
      `(trap '' TERM; while :; do echo on >>"$1"; sleep 0.02; done) & ` +
        `while ! [ -s "$1" ]; do sleep 0.02; done; echo ready; exec sleep 300`,
      path,
    ),
  link: (target, path) => sh(`exec ln -s "$1" "$2"`, target, path),
  takes: (megabytes) =>
    sh(`held=$(head -c ${megabytes}000000 /dev/zero | tr '\\0' x); echo "\${#held}"`),
};
