/**
 * Bundles the product: the extension, and the command line from the same core.
 * Both are ES modules cut into chunks, so that what is not needed at the start is not loaded.
 * `--outdir` is `dist` unless told otherwise; `--minify` is for the package.
 */
import { chmod, glob, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { writeNotices } from "./.ci/notices.mjs";

const { outdir, minify } = parseArgs({
  options: {
    outdir: { type: "string", default: "dist" },
    minify: { type: "boolean", default: false },
  },
}).values;

/** Bundled CommonJS packages ask for Node's modules by `require`. */
const requireBanner =
  'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);';

/** @satisfies {import("esbuild").BuildOptions} */
const shared = {
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  outdir,
  outExtension: { ".js": ".mjs" },
  banner: { js: requireBanner },
  mainFields: ["module", "main"],
  metafile: true,
  sourcemap: minify ? false : "linked",
  minify,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
};

// Only the extension knows `vscode`: an import of it anywhere in the command line fails the build.
const settled = await Promise.allSettled([
  build({
    ...shared,
    entryPoints: ["src/extension.ts"],
    chunkNames: "extension/[name]-[hash]",
    external: ["vscode"],
  }),
  build({ ...shared, entryPoints: ["src/cli.ts"], chunkNames: "cli/[name]-[hash]" }),
]);
// What is wrong has been printed.
if (settled.some(({ status }) => status === "rejected")) process.exit(1);
const metafiles = settled.flatMap((result) =>
  result.status === "fulfilled" ? [result.value.metafile] : [],
);
await chmod(join(outdir, "cli.mjs"), 0o755);
await writeNotices(join(outdir, "NOTICES.txt"), metafiles);
await removeStale(
  new Set(metafiles.flatMap(({ outputs }) => Object.keys(outputs).map((path) => resolve(path)))),
);
for (const metafile of metafiles) report(metafile);

/**
 * Chunks of earlier builds go last, so that a program that runs from `dist` keeps its own.
 * @param {ReadonlySet<string>} outputs
 */
async function removeStale(outputs) {
  for await (const path of glob(join(outdir, "**/*.{mjs,map}")))
    if (!outputs.has(resolve(path))) await rm(path);
}

/** @param {import("esbuild").Metafile} metafile */
function report({ outputs }) {
  const paths = Object.keys(outputs).filter((path) => path.endsWith(".mjs"));
  const entry =
    paths.find((path) => outputs[path]?.entryPoint?.match(/^src\/(extension|cli)\.ts$/)) ?? "";
  const size = (/** @type {Iterable<string>} */ files) =>
    [...files].reduce((total, path) => total + (outputs[path]?.bytes ?? 0), 0) >> 10;
  const atStart = size(staticallyImported(outputs, entry));
  console.log(`${entry}: ${atStart} KB are loaded at the start, ${size(paths)} KB in all`);
}

/**
 * @param {import("esbuild").Metafile["outputs"]} outputs
 * @param {string} path
 * @param {Set<string>} seen
 */
function staticallyImported(outputs, path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, kind } of outputs[path]?.imports ?? [])
    if (kind === "import-statement" && outputs[next]) staticallyImported(outputs, next, seen);
  return seen;
}
