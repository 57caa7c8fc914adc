import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { node24, root } from "./setup/folders.mjs";

/** Signals that mean: end, and take everything you started along. */
const endings = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a TypeScript program of ours on Node 24 and returns its exit code. Signals are passed on;
 * should this process vanish, the program is told by its channel closing.
 * @param {string} program path within the repository
 * @returns {Promise<number>}
 */
export async function runOnNode24(program) {
  const child = spawn(node24, [join(root, program), ...process.argv.slice(2)], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of endings) process.on(signal, () => child.kill(signal));
  const [code] = /** @type {[number | null]} */ (await once(child, "exit"));
  return code ?? 1;
}
