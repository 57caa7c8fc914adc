/** Builds the package, `mcp-sandbox-VERSION.vsix` or the file that is named, beside the build in `dist`. */
import { cp, mkdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "./setup/command.mjs";
import { root, workFolder } from "./setup/folders.mjs";
import { step } from "./setup/step.mjs";

const parts = ["package.json", "README.md", "CHANGELOG.md", "LICENSE", ".vscodeignore", "media"];
const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
const staged = join(workFolder, "package");

const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  version: string;
};
const target = resolve(process.argv[2] ?? join(root, `mcp-sandbox-${version}.vsix`));

await step("Building for the package", async () => {
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged, { recursive: true });
  for (const part of parts) await cp(join(root, part), join(staged, part), { recursive: true });
  const esbuild = [join(root, "esbuild.mjs"), "--minify", "--outdir", join(staged, "dist")];
  await run(process.execPath, esbuild, { cwd: root });
});
await step("Packing", () =>
  run(
    process.execPath,
    // Dependencies are in the bundles; relative links of the readme stay as they are.
    [
      vsce,
      "package",
      "--no-dependencies",
      "--no-rewrite-relative-links",
      "--allow-missing-repository",
      "--out",
      target,
    ],
    { cwd: staged },
  ),
);
console.log(`${target}: ${((await stat(target)).size / 1024 / 1024).toFixed(2)} MB`);
