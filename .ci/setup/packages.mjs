import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.mjs";
import { node24, root } from "./folders.mjs";
import { step } from "./step.mjs";

/** Installs the dependencies, Node 24 among them, when they are not those of the lock file. */
export async function installPackages() {
  if (existsSync(node24) && (await isInstalled(root))) return;
  await step("Installing the dependencies", () =>
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root }),
  );
}

/**
 * Whether everything in a folder's lock file is installed there in the same version, by npm's own record.
 * @param {string} folder
 */
export async function isInstalled(folder) {
  const wanted = await lockedVersions(join(folder, "package-lock.json"));
  const present = await lockedVersions(join(folder, "node_modules", ".package-lock.json"));
  return [...wanted].every(
    ([path, { version, optional, peer }]) =>
      path === "" ||
      present.get(path)?.version === version ||
      ((optional ?? peer ?? false) && !present.has(path)),
  );
}

/**
 * @typedef {{ readonly version?: string, readonly optional?: boolean, readonly peer?: boolean }} Locked
 * @param {string} lockFile
 * @returns {Promise<Map<string, Locked>>}
 */
async function lockedVersions(lockFile) {
  const text = await readFile(lockFile, "utf8").catch(() => "{}");
  const { packages } = /** @type {{ packages?: Record<string, Locked> }} */ (JSON.parse(text));
  return new Map(Object.entries(packages ?? {}));
}
