/**
 * What somebody runs later, outside the jail, without looking: tasks, hooks, start-up files and the
 * settings of programs that run them. A writable folder keeps them as they are.
 */

/**
 * In the root of a granted folder and of each repository in it. Of a repository all that git keeps:
 * whoever can write there can hold git's own new settings open while git is still making them.
 */
export const protectedNames = [
  ".bash_login",
  ".bash_profile",
  ".bashrc",
  ".claude",
  ".cursor",
  ".devcontainer",
  ".envrc",
  ".git",
  ".github/workflows",
  ".gitmodules",
  ".husky",
  ".idea",
  ".mcp.json",
  ".profile",
  ".vscode",
  ".zprofile",
  ".zshenv",
  ".zshrc",
] as const;

/**
 * In a `.git` that is granted itself, so that a server can commit, and in what it holds of
 * submodules. `commondir` tells git to take hooks and settings from elsewhere.
 */
export const protectedInGit = [
  "commondir",
  "config",
  "config.worktree",
  "hooks",
  "worktrees",
] as const;

/**
 * What becomes of a protected name that is not there. Covered: an empty folder of this name stands
 * there while a jail runs, and is taken away afterwards; git does not see it. Quarantined: what
 * appears under the name while a jail may write is moved away, because to deny it would take files
 * in the user's folder. Open: what does nothing where it is not, and everything in repositories
 * below the granted folder.
 */
export type WhenAbsent = "covered" | "quarantined" | "open";

const covered: ReadonlySet<string> = new Set([".git", ".vscode", "hooks"]);
const open: ReadonlySet<string> = new Set(["config", "worktrees"]);

/** @param name as in one of the lists. */
export function whenAbsent(name: string): WhenAbsent {
  if (covered.has(name)) return "covered";
  return open.has(name) ? "open" : "quarantined";
}

/** The protected name in a path that itself is to be granted for writing. A `.git` can be, but nothing in it. */
export function protectedPart(path: string): string | undefined {
  return protectedNames.find((name) =>
    name === ".git" ? path.includes("/.git/") : `${path}/`.includes(`/${name}/`),
  );
}
