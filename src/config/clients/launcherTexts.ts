import type { Program } from "./bridge.ts";

const note =
  "Written by MCP Sandbox, which other MCP clients start by it. It is written anew when needed.";

/** Runs the command line of the newest version that is installed, with what is in `launcher.json`. */
export const launcherText = `// ${note}
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { installs } = JSON.parse(readFileSync(new URL("launcher.json", import.meta.url), "utf8"));
const numbers = (version) => version.split(".").map(Number);
const newer = (a, b) => {
  const [x, y] = [numbers(a.version), numbers(b.version)];
  const at = x.findIndex((number, index) => number !== y[index]);
  return at < 0 ? 0 : y[at] - x[at];
};
const versionsIn = ({ folder, name }) => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((each) => {
    const version = each.startsWith(name + "-") && /^\\d+\\.\\d+\\.\\d+/.exec(each.slice(name.length + 1))?.[0];
    const script = join(folder, each, "dist", "cli.mjs");
    return version && existsSync(script) ? [{ version, script }] : [];
  });
};
const [newest] = installs.flatMap(versionsIn).sort(newer);
if (newest === undefined) {
  const folders = installs.map(({ folder }) => folder).join(", ");
  console.error("MCP Sandbox is no longer installed in " + folders + ". Install it, or remove this server.");
  process.exit(3);
}
await import(pathToFileURL(newest.script));
`;

/** The same for a shell; a Node of the path stands in for one that is gone. */
export function shellText({ node, env }: Program): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const exports = Object.entries(env ?? {}).map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  );
  return `#!/bin/sh
# ${note}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit
node=${quoted(node)}
if [ ! -x "$node" ]; then
  gone=$node
  node=$(command -v node) || {
    echo "$gone is gone, and there is no node in the PATH: export the server again." >&2
    exit 3
  }
fi
${exports.map((line) => `${line}\n`).join("")}exec "$node" "$here/launcher.mjs" "$@"
`;
}

/** The same for Windows. */
export function batchText({ node, env }: Program): string {
  const literal = (text: string): string => text.replaceAll("%", "%%");
  const lines = [
    "@echo off",
    `rem ${note}`,
    "setlocal",
    // The command processor reads a file in the code page of the console.
    ...(/^[\x20-\x7e]*$/.test(node) ? [] : ["chcp 65001 >nul"]),
    `set "NODE=${literal(node)}"`,
    'if not exist "%NODE%" set "NODE=node"',
    ...Object.entries(env ?? {}).map(([name, value]) => `set "${name}=${literal(value)}"`),
    '"%NODE%" "%~dp0launcher.mjs" %*',
    "exit /b %ERRORLEVEL%",
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}
