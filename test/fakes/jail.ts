import { rm } from "node:fs/promises";
import { test as base } from "./folder.ts";
import { Jails } from "./jails.ts";

export * from "./jails.ts";

/** A test with jails of its own beside its folder. */
export const test = base.extend<{ jails: Jails }>({
  jails: async ({ folder }, use) => {
    const jails = new Jails(`${folder.path}.data`);
    await use(jails);
    await jails[Symbol.asyncDispose]();
    await rm(jails.dataDir, { recursive: true, force: true });
  },
});
