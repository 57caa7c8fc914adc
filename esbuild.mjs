/**
 * Bundles the product into `dist`: the extension, and the command line from the same core.
 * Both are ES modules cut into chunks, so that what is not needed at the start is not loaded.
 * `--minify` is for the package.
 */
import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";
import { writeNotices } from "./.ci/notices.mjs";

const minify = process.argv.includes("--minify");

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
  outdir: "dist",
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

await rm("dist", { recursive: true, force: true });
// Only the extension knows `vscode`: an import of it anywhere in the command line fails the build.
const [extension, cli] = await Promise.all([
  build({
    ...shared,
    entryPoints: ["src/extension.ts"],
    chunkNames: "extension/[name]-[hash]",
    external: ["vscode"],
  }),
  build({ ...shared, entryPoints: ["src/cli.ts"], chunkNames: "cli/[name]-[hash]" }),
]).catch(() => process.exit(1)); // what is wrong has been printed
await chmod("dist/cli.mjs", 0o755);
await writeNotices("dist/NOTICES.txt", [extension.metafile, cli.metafile]);
report("extension.mjs", extension.metafile);
report("cli.mjs", cli.metafile);

/**
 * @param {string} name
 * @param {import("esbuild").Metafile} metafile
 */
function report(name, metafile) {
  const outputs = Object.entries(metafile.outputs).filter(([path]) => path.endsWith(".mjs"));
  const size = (/** @type {string[]} */ paths) =>
    paths.reduce((total, path) => total + (metafile.outputs[path]?.bytes ?? 0), 0) >> 10;
  const eager = staticallyImported(metafile, `dist/${name}`);
  const all = outputs.map(([path]) => path);
  console.log(
    `dist/${name.padEnd(14)} loads ${size([...eager])} KB at the start, ${size(all)} KB in all`,
  );
}

/**
 * @param {import("esbuild").Metafile} metafile
 * @param {string} path
 * @param {Set<string>} seen
 */
function staticallyImported(metafile, path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
    if (kind === "import-statement" && metafile.outputs[next])
      staticallyImported(metafile, next, seen);
  return seen;
}
