import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";

const largest = 64 * 1024;

/** Settings that git itself writes when a repository is made or cloned, and that run nothing. */
const harmless = [
  /^core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks)$/,
  /^remote\.".*"\.(url|fetch)$/,
  /^branch\.".*"\.(remote|merge|rebase)$/,
  /^user\.(name|email)$/,
];

/**
 * Whether a `.git` that a jailed program has made could run programs when git or an editor looks at
 * it: by hooks, by settings beyond the plainest, by settings that are elsewhere.
 */
export async function canRunPrograms(git: string): Promise<boolean> {
  const stats = await lstat(git).catch(() => undefined);
  if (stats === undefined) return false;
  if (!stats.isDirectory()) return true;
  const names = await readdir(git).catch((): string[] => []);
  if (names.some((name) => name === "commondir" || name === "config.worktree")) return true;
  if (await hasHooks(join(git, "hooks"))) return true;
  return names.includes("config") && !(await isPlain(join(git, "config")));
}

async function hasHooks(folder: string): Promise<boolean> {
  const stats = await lstat(folder).catch(() => undefined);
  if (stats === undefined) return false;
  const names = await readdir(folder).catch((): string[] => []);
  return stats.isSymbolicLink() || names.some((name) => !name.endsWith(".sample"));
}

/** What cannot be read in one look is not plain. */
async function isPlain(config: string): Promise<boolean> {
  const text = await start(config).catch(() => undefined);
  if (text === undefined || text.length >= largest) return false;
  let section = "";
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "" || /^[#;]/.test(line)) continue;
    const header = /^\[\s*([\w.-]+)(?:\s+("[^"\\]*"))?\s*\]$/.exec(line);
    const key = /^([A-Za-z][\w-]*)\s*=([^\\]*)$/.exec(line);
    if (header !== null) section = [header[1]?.toLowerCase(), header[2]].filter(Boolean).join(".");
    else if (key === null || !isHarmless(section, key[1] ?? "", key[2] ?? "")) return false;
  }
  return true;
}

function isHarmless(section: string, key: string, value: string): boolean {
  // A transport of the form `ext::` is a command.
  return (
    !value.includes("::") && harmless.some((form) => form.test(`${section}.${key.toLowerCase()}`))
  );
}

async function start(path: string): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(largest), 0, largest, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
