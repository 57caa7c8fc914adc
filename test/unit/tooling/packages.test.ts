import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { isInstalled } from "../../../.ci/setup/packages.mjs";

type Packages = Record<string, { version?: string; optional?: boolean }>;
interface Fixtures {
  folder: string;
  lock: (wanted: Packages, present?: Packages) => Promise<boolean>;
}

const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "mcp-sandbox-packages-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  lock: async ({ folder }, use) => {
    await use(async (wanted, present) => {
      await writeFile(join(folder, "package-lock.json"), JSON.stringify({ packages: wanted }));
      await mkdir(join(folder, "node_modules"), { recursive: true });
      if (present)
        await writeFile(
          join(folder, "node_modules", ".package-lock.json"),
          JSON.stringify({ packages: present }),
        );
      return await isInstalled(folder);
    });
  },
});

const a = { "node_modules/a": { version: "1.0.0" } };

test("a folder is installed when every locked package is there in its version", async ({
  lock,
}) => {
  expect(await lock({ "": { version: "0.1.0" }, ...a }, a)).toBe(true);
});

test("a folder without anything in it is not installed", async ({ lock }) => {
  expect(await lock(a)).toBe(false);
});

test("a package in another version is not the one that is wanted", async ({ lock }) => {
  expect(await lock(a, { "node_modules/a": { version: "1.0.1" } })).toBe(false);
});

test("an optional package of another system may be missing, but not be of another version", async ({
  lock,
}) => {
  const b = (version: string) => ({ "node_modules/b": { version, optional: true } });
  expect(await lock({ ...a, ...b("2.0.0") }, a)).toBe(true);
  expect(await lock({ ...a, ...b("2.0.0") }, { ...a, ...b("2.0.1") })).toBe(false);
});
