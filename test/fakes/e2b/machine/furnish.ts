import { mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const home = "/home/user";

/** Names that are a root's own, whatever this machine has under them. */
const own: ReadonlySet<string> = new Set(["/home", home, "/tmp"]);

/** What is run from here has to be seen, also where it lies in a folder that is a root's own. */
const repository = join(import.meta.dirname, "../../../..");
const hidden = [home, "/tmp"].some((folder) => repository.startsWith(`${folder}/`));

/** Where it is written which folders of this machine belong into a root: beside it. */
export const tableOf = (root: string): string => `${root}.fstab`;

/**
 * Makes a root ready to be `/` for its programs. Links, folders with something in them and the
 * other homes of this machine get their places, for `mount` to fill; all else is the root's own.
 */
export function furnish(root: string): void {
  const lines = ["/", "/home"].flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true }).flatMap((entry) => {
      const path = join(parent, entry.name);
      if (own.has(path)) return [];
      if (entry.isSymbolicLink()) link(root, path);
      if (!entry.isDirectory()) return [];
      mkdirSync(join(root, path), { recursive: true });
      return isEmpty(path) ? [] : [shown(path, root)];
    }),
  );
  if (hidden) {
    mkdirSync(join(root, repository), { recursive: true });
    lines.push(shown(repository, root));
  }
  writeFileSync(tableOf(root), lines.join(""));
}

const shown = (path: string, root: string): string =>
  `${escaped(path)} ${escaped(join(root, path))} none rbind 0 0\n`;

/** Not where the root has something already, as a copy has. */
function link(root: string, path: string): void {
  try {
    symlinkSync(readlinkSync(path), join(root, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** One that may not be read is taken to have something in it. */
function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

/** As the table wants blanks in names. */
const escaped = (path: string): string =>
  path.replaceAll(/[\s\\]/g, (letter) => `\\0${letter.charCodeAt(0).toString(8).padStart(2, "0")}`);
