import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test as base } from "vitest";

/** A folder made for one test, with short ways to fill it. */
export class Folder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The path of something in it. */
  at(name: string): string {
    return join(this.path, name);
  }

  /** Makes files (name, content) with the folders around them; a name that ends in `/` is a folder. */
  async put(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      if (name.endsWith("/")) await mkdir(this.at(name), { recursive: true });
      else {
        await mkdir(dirname(this.at(name)), { recursive: true });
        await writeFile(this.at(name), content);
      }
    }
  }

  async program(name: string, content = "#!/bin/sh\n"): Promise<string> {
    await this.put({ [name]: content });
    await chmod(this.at(name), 0o755);
    return this.at(name);
  }

  async link(name: string, target: string): Promise<string> {
    await mkdir(dirname(this.at(name)), { recursive: true });
    await symlink(target, this.at(name));
    return this.at(name);
  }
}

/** A test with a folder of its own, which is gone afterwards. */
export const test = base.extend<{ folder: Folder }>({
  folder: async ({}, use) => {
    const path = await realpath(await mkdtemp(join(tmpdir(), "mcp-sandbox-test-")));
    await use(new Folder(path));
    await rm(path, { recursive: true, force: true });
  },
});
