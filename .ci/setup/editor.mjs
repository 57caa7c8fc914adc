import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run } from "./command.mjs";
import { editorFolder, editorRoot, root } from "./folders.mjs";
import { isInstalled } from "./packages.mjs";
import { step } from "./step.mjs";

const source = join(root, ".ci", "editor");
const stamp = join(editorFolder, ".installed");
const npm = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/**
 * Whether this machine has a VS Code with a screen to show it on.
 * @returns {boolean}
 */
export function hasDesktopEditor() {
  const screen = process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"] ?? "";
  if (process.platform === "linux" && screen === "") return false;
  const names = process.platform === "win32" ? ["code.cmd"] : ["code"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

/** Installs a VS Code that is served to a browser: no desktop and no compiler needed. */
export async function installEditor() {
  const wanted = await readFile(join(source, "package-lock.json"), "utf8");
  const present = await readFile(stamp, "utf8").catch(() => "");
  if (present === wanted && (await isInstalled(editorFolder))) return;
  await mkdir(editorFolder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    await copyFile(join(source, file), join(editorFolder, file));
  await step("Installing a VS Code and a browser for it (some 200 MB)", () =>
    run("npm", ["ci", ...npm], { cwd: editorFolder }),
  );
  // Its lock file is out of step with its package file, which `npm ci` refuses.
  await step("Installing the packages of that VS Code", () =>
    run("npm", ["install", "--omit=dev", ...npm], { cwd: editorRoot }),
  );
  await cp(join(source, "standins"), join(editorRoot, "node_modules", "@vscode"), {
    recursive: true,
  });
  await writeFile(stamp, wanted);
}
