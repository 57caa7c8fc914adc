import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes the licence texts of all packages that went into the bundles.
 * @param {string} target
 * @param {import("esbuild").Metafile[]} metafiles
 */
export async function writeNotices(target, metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((path) => packageFolder(path) ?? []));
  const notices = await Promise.all([...folders].toSorted().map(notice));
  await writeFile(target, notices.join(`\n${"-".repeat(80)}\n\n`));
}

/** @param {string} path */
function packageFolder(path) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/** @param {string} folder */
async function notice(folder) {
  const manifest = await readFile(join(folder, "package.json"), "utf8");
  const { name, version, license } =
    /** @type {{ name: string, version: string, license?: string }} */ (JSON.parse(manifest));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : await readFile(join(folder, file), "utf8");
  return `${name} ${version} (${license ?? "see below"})\n\n${text}`;
}
