import { createHash } from "node:crypto";
import type { RunnerCall } from "./call.ts";

/**
 * Where the program of a package was installed is written down by the install step, as a few lines
 * of shell in the private home. Later starts run it at once instead of asking the package manager,
 * which takes several times as long; without the lines they ask it all the same.
 */
const folder = ".mcp-sandbox/run";

const lines = (name: string, skip: string, bin: string): string =>
  `[ -x ${name} ] && { shift ${skip}; PATH=${bin}:$PATH; export PATH; exec ${name} "$@"; }`;

/** Runs beside the package's program, first on the PATH. Arguments: key, skip, the program if known. */
const recordInNode = `
const fs = require("fs"), path = require("path");
const [key, skip, wanted] = process.argv.slice(1);
const bin = process.env.PATH.split(":")[0];
const quote = (text) => "'" + text.replaceAll("'", "'\\\\''") + "'";
const read = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts, "package.json"), "utf8"));
const programOf = (name) => {
  const bins = read(bin, "..", name).bin;
  const own = name.replace(/^@[^/]*\\//, "");
  if (typeof bins !== "object") return own;
  return new Set(Object.values(bins)).size === 1 ? Object.keys(bins)[0] : own;
};
try {
  const [dependency] = Object.keys(read(bin, "..", "..").dependencies);
  const program = path.join(bin, wanted || programOf(dependency));
  fs.accessSync(program, fs.constants.X_OK);
  const folder = path.join(process.env.HOME, ${JSON.stringify(folder)});
  fs.mkdirSync(folder, { recursive: true });
  const [p, b] = [quote(program), quote(bin)];
  fs.writeFileSync(path.join(folder, key), \`${lines("${p}", "${skip}", "${b}")}\\n\`);
} catch (error) {
  console.error("The program will be started by npx: " + error.message);
}
`.trim();

const recordInPython = `
import os, shlex, sys
key, skip, wanted = sys.argv[1:]
folder = os.path.join(os.environ["HOME"], ${JSON.stringify(folder)})
b = os.path.join(sys.prefix, "bin")
p = os.path.join(b, wanted)
if os.access(p, os.X_OK):
    os.makedirs(folder, exist_ok=True)
    p, b = shlex.quote(p), shlex.quote(b)
    with open(os.path.join(folder, key), "w") as file:
        file.write(f"""${lines("{p}", "{skip}", "{b}").replace("{ shift", "{{ shift").replace("; }", "; }}")}\\n""")
`.trim();

/** The words that install the package and write the shortcut down, if there can be one. */
export function installWords(call: RunnerCall): readonly string[] {
  const { manager, within, wanted, skip } = call;
  if (skip === undefined) return [...within, ...(manager === "npm" ? ["true"] : pass)];
  const record =
    manager === "npm" ? ["node", "-e", recordInNode] : ["python", "-c", recordInPython];
  const known = wanted === undefined ? [] : [wanted];
  return [...within, ...record, keyOf(call), String(skip), ...known];
}

const pass = ["python", "-c", "pass"];

/** A shell that takes the shortcut, else becomes the command in its arguments, told to stay offline. */
export function shortcutScript(
  call: RunnerCall,
  offline: Readonly<Record<string, string>>,
): string {
  const set = Object.entries(offline).map(([name, value]) => `export ${name}=${value}; `);
  const file = `"$HOME/${folder}/${keyOf(call)}"`;
  return `[ -r ${file} ] && . ${file}; ${set.join("")}exec "$0" "$@"`;
}

function keyOf({ within, wanted, skip }: RunnerCall): string {
  const text = JSON.stringify([within, wanted, skip]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
