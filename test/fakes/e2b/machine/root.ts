import { cp, mkdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { furnish, home, tableOf } from "./furnish.ts";
import { canArrange } from "./view.ts";

/** What the login shell does before each program: the same node as here, and noise where it is wished. */
const profile = `PATH=${dirname(process.execPath)}:$PATH
[ -z "$E2B_FAKE_NOISE" ] || printf '%s\\n' "$E2B_FAKE_NOISE"
unset E2B_FAKE_NOISE
`;

/** A folder of this machine that stands for a sandbox's disk. */
export class Root {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(path: string): Promise<Root> {
    const root = new Root(path);
    await Promise.all([home, "/tmp"].map((name) => mkdir(root.outside(name), { recursive: true })));
    await writeFile(root.outside("~/.profile"), profile);
    if (canArrange()) furnish(path);
    return root;
  }

  /** A new root with a copy of what is in another. */
  static async copy(from: Root, path: string): Promise<Root> {
    await cp(from.path, path, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    if (canArrange()) furnish(path);
    return new Root(path);
  }

  /** Is in no other root's path. */
  get mark(): string {
    return join(basename(dirname(this.path)), basename(this.path));
  }

  /** The path in the sandbox as it calls it; `~` and relative paths start at the home. */
  inside(path: string): string {
    const rest = path === "~" ? "." : path.replace(/^~\//, "");
    return posix.resolve(home, rest);
  }

  /** Where something in the sandbox is on this machine. Links are not followed. */
  outside(path: string): string {
    return join(this.path, this.inside(path));
  }

  /** As the program would see it; undefined for what is not below the root. */
  fromOutside(path: string): string | undefined {
    return path.startsWith(`${this.path}/`) ? path.slice(this.path.length) : undefined;
  }

  /** Whether a write to it stays below the root, though links lead elsewhere. */
  async holds(path: string): Promise<boolean> {
    for (let folder = dirname(this.outside(path)); ; folder = dirname(folder)) {
      const real = await realpath(folder).catch(() => undefined);
      const own = await realpath(this.path);
      if (real !== undefined) return real === own || real.startsWith(`${own}/`);
      if (folder === this.path) return false;
    }
  }

  async hasFolder(path: string): Promise<boolean> {
    return (await stat(this.outside(path)).catch(() => undefined))?.isDirectory() ?? false;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
    await rm(tableOf(this.path), { force: true });
  }
}
