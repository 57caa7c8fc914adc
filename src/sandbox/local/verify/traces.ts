import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { nestedRepositories } from "./bait.ts";
import type { Stage } from "./stage.ts";

/** Looks for an attack's trace on the host: what got through, or undefined. */
type Trace = (stage: Stage) => Promise<string | undefined>;

/** A file that an attack wrote holds the stage's mark, or leads elsewhere. */
async function marked(stage: Stage, ...paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    // A link that was put there leads to a place of the jail; the file behind it need not be there yet.
    const text = await readlink(path).catch(() => readFile(path, "latin1").catch(() => ""));
    if (text.includes(stage.mark) || text.includes("elsewhere")) return relative(stage.root, path);
  }
  return undefined;
}

const planted =
  (id: string): Trace =>
  (stage) =>
    marked(stage, ...[stage.planted[id]].filter((path) => path !== undefined));

const inWorkspace =
  (...names: readonly string[]): Trace =>
  (stage) =>
    marked(stage, ...names.map((name) => join(stage.folders.workspace, name)));

/** Also where an attack has moved the repository meanwhile. */
const inRepository = (...names: readonly string[]): Trace =>
  inWorkspace(...names.flatMap((name) => [`.git/${name}`, `.git-moved/${name}`]));

const nested = (folder = ""): Trace =>
  inWorkspace(
    ...[`${folder}/.git`, `${folder}/.git-moved`, `${folder}-moved/.git`].flatMap((git) => [
      `${git}/config`,
      `${git}/hooks/pre-commit`,
    ]),
  );

const withMode =
  (prefix: string, bit: number): Trace =>
  async (stage) => {
    const names = await readdir(stage.folders.workspace);
    for (const name of names.filter((each) => each.startsWith(prefix))) {
      const { mode } = await lstat(join(stage.folders.workspace, name));
      if ((mode & bit) !== 0) return name;
    }
    return undefined;
  };

const devices: Trace = async (stage) => {
  for (const name of ["character-device", "block-device"]) {
    const stats = await lstat(join(stage.folders.workspace, name)).catch(() => undefined);
    if (stats?.isCharacterDevice() || stats?.isBlockDevice()) return name;
  }
  return undefined;
};

const linked: Trace = async ({ folders }) => {
  for (const path of [join(folders.home, "W11.txt"), join(folders.reference, "linkable")])
    if ((await lstat(path)).nlink > 1) return path;
  return undefined;
};

const moved: Trace = async ({ folders }) => {
  const stats = await lstat(join(folders.workspace, ".git-moved")).catch(() => undefined);
  return stats && "the repository was moved away";
};

/** By attack, for those whose evidence lies in the stage's folders. */
export const traces: Readonly<Record<string, Trace>> = {
  W1: planted("W1"),
  W2: planted("W2"),
  W3: planted("W3"),
  W4: planted("W4"),
  W5: inRepository("hooks/post-checkout", "hooks/pre-commit"),
  W6: inRepository("config"),
  W7: moved,
  W8: inWorkspace(".vscode/tasks.json", ".vscode/settings.json", ".vscode-moved/settings.json"),
  W9: nested(nestedRepositories[0]),
  W10: (stage) => marked(stage, join(stage.folders.home, "W10.txt")),
  W11: linked,
  W12: withMode("setuid-", 0o4000),
  W13: devices,
  W15: (stage) => marked(stage, join(stage.folders.reference, "remounted")),
  W17: inWorkspace(".bashrc", ".profile", ".zshrc", ".envrc"),
  W18: inWorkspace(".mcp.json"),
  W19: inWorkspace("plain.txt"),
  W20: withMode("setgid-", 0o2000),
  W23: nested(nestedRepositories[1]),
  W24: nested(nestedRepositories[2]),
  W25: inRepository("modules/part/config", "modules/part/hooks/post-checkout"),
  W26: inWorkspace("worktree/.git"),
  W27: inRepository("commondir"),
  W28: inWorkspace(
    ".husky/pre-commit",
    ".claude/settings.json",
    ".cursor/mcp.json",
    ".idea/workspace.xml",
    ".devcontainer/devcontainer.json",
  ),
  W29: inWorkspace("fresh/.git/config"),
  W30: inRepository("config.worktree"),
  W31: inWorkspace(".github/workflows/build.yml"),
  W32: inWorkspace(".gitmodules"),
  W33: inWorkspace(".bash_login"),
};
