import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { endWithUs } from "./endWithUs.mjs";
import { node24, root } from "./setup/folders.mjs";

/**
 * Runs a TypeScript program of ours on Node 24 and returns its exit code. It ends with us; should
 * this process vanish, the program is told by its channel closing.
 * @param {string} program path within the repository
 * @returns {Promise<number>}
 */
export async function runOnNode24(program) {
  const child = spawn(node24, [join(root, program), ...process.argv.slice(2)], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  endWithUs(child);
  const [code] = /** @type {[number | null]} */ (await once(child, "exit"));
  return code ?? 1;
}
