import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The folders of a stage, all of them below one of its own. */
export interface Folders {
  readonly home: string;
  readonly workspace: string;
  readonly reference: string;
  /** Below the system's temporary folder. */
  readonly scratch: string;
  /** Stands behind links that an attack plants. */
  readonly trap: string;
}

/** The canaries' files, by the attack that is after each. */
export function baitPaths({ home, scratch, trap }: Folders): Record<string, string> {
  const inHome = ["R4", "R5", "R6", "R7", "R8", "R11", "R13"];
  return {
    R1: join(home, ".ssh", "id_ed25519"),
    R2: join(home, "notes.txt"),
    R3: join(scratch, "secret.txt"),
    ...Object.fromEntries(inHome.map((id) => [id, join(home, id, "secret.txt")])),
    T1: join(home, "T1"),
    T2: join(home, "T2"),
    T3: trap,
    T5: trap,
    T4: join(home, "T4"),
  };
}

/** Makes the files that hold canaries. */
export async function layBait(folders: Folders, secret: (id: string) => string): Promise<void> {
  const { trap } = folders;
  for (const [id, path] of Object.entries(baitPaths(folders))) {
    if (path === trap) continue;
    const file = id.startsWith("T") ? join(path, "secret.txt") : path;
    await put(file, `${secret(id)}\n`, 0o600);
  }
  await put(join(folders.home, "W10.txt"), "as it was\n");
  await put(join(folders.home, "W11.txt"), "as it was\n");
  await put(join(folders.reference, "linkable"), "as it was\n");
  await symlink(join(folders.home, "R6", "secret.txt"), join(folders.reference, "way-out"));
  for (const name of ["vscode", "git", "husky"])
    await mkdir(join(folders.trap, name), { recursive: true });
}

const oddName = "odd\n--bind '\"$(name)\\";

/** The folders below the workspace that hold a repository. */
export const nestedRepositories = ["packages/inner", "a/b/c/d/e/deep", oddName];

/** Makes a workspace as a user would have it: repositories, tools' folders, links. */
export async function furnish({ workspace, home }: Folders): Promise<void> {
  for (const folder of ["", ...nestedRepositories])
    await repository(join(workspace, folder, ".git"));
  await repository(join(workspace, ".git", "modules", "part"));
  await put(join(workspace, "worktree", ".git"), `gitdir: ${workspace}/.git/worktrees/worktree\n`);
  await put(join(workspace, ".vscode", "tasks.json"), "{}\n");
  await put(join(workspace, ".zprofile"), "# as it was\n");
  await put(join(workspace, "data", "plain.txt"), "plain\n");
  await put(join(workspace, "raced", "plain.txt"), "plain\n");
  await symlink(join(home, "R6", "secret.txt"), join(workspace, "way-out"));
  await symlink(join(home, "W10.txt"), join(workspace, "way-out-to-write"));
}

async function repository(folder: string): Promise<void> {
  await put(join(folder, "HEAD"), "ref: refs/heads/main\n");
  await put(join(folder, "config"), "[core]\n\trepositoryformatversion = 0\n");
  await put(join(folder, "hooks", "pre-commit"), "#!/bin/sh\n", 0o755);
  for (const name of ["objects", "refs/heads"])
    await mkdir(join(folder, name), { recursive: true });
}

async function put(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode });
}
