/**
 * What somebody runs later, outside the jail, without looking: tasks, hooks, start-up files and the
 * settings of programs that run them. A writable folder keeps them as they are.
 */

/** In the root of a granted folder and of each repository in it. */
export const protectedNames = [
  ".bash_login",
  ".bash_profile",
  ".bashrc",
  ".claude",
  ".cursor",
  ".devcontainer",
  ".envrc",
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
 * In the folder that git keeps of a repository. `commondir` tells git to take hooks and settings
 * from elsewhere.
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
 * in the user's folder. Open: what does nothing where it is not, and all names but git's own in
 * repositories below the granted folder.
 */
export type WhenAbsent = "covered" | "quarantined" | "open";

export function whenAbsent(name: string, inRoot: boolean): WhenAbsent {
  if (name.startsWith(".git/")) {
    if (name.endsWith("/hooks")) return "covered";
    return /\/(commondir|config\.worktree)$/.test(name) ? "quarantined" : "open";
  }
  if (!inRoot) return "open";
  return name === ".vscode" ? "covered" : "quarantined";
}

/** The protected name in a path that itself is to be granted for writing. */
export function protectedPart(path: string): string | undefined {
  const parts = path.split("/");
  if (parts.includes(".git")) return ".git";
  return protectedNames.find((name) => `${path}/`.includes(`/${name}/`));
}
