import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/**
 * Runs a program to its end; rejects with the beginning and the end of what it wrote when it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} what it wrote to its standard output
 */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let all = "";
  child.stdout.on("data", (/** @type {Buffer} */ data) => {
    output += String(data);
    all += String(data);
  });
  child.stderr.on("data", (/** @type {Buffer} */ data) => {
    all += String(data);
  });
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code === 0) return output;
  const lines = all.trimEnd().split("\n");
  const shown = lines.length > 40 ? [...lines.slice(0, 20), "…", ...lines.slice(-20)] : lines;
  throw new Error(`${[program, ...args].join(" ")} ended with ${code}:\n${shown.join("\n")}`);
}

/**
 * The path of a program, looked up as a shell would.
 * @param {string} program
 * @returns {Promise<string | undefined>}
 */
export async function find(program) {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, program);
    if (folder !== "" && (await isExecutable(path))) return path;
  }
  return undefined;
}

/** @param {string} path */
function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
