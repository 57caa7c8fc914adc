import { mkdir, readdir } from "node:fs/promises";
import { describe, expect, vi } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { processesWith } from "../../../src/sandbox/local/verify/runTogether.ts";
import { verifyHere } from "../../../src/sandbox/local/verify/verifyHere.ts";
import { type Folder, test } from "../../fakes/folder.ts";
import { childrenWith, listening } from "./own.ts";

/** How far it has come, as seen from outside. */
const moments: Readonly<Record<string, (folder: Folder) => Promise<boolean>>> = {
  "before its stages are set": async (folder) => (await readdir(folder.path)).length > 1,
  "while the first victims are there": async () => (await victims()).length > 0,
  "while all victims are there": async () => (await victims()).length > 3,
  "while programs in jails attack": async (folder) => (await jailed(folder)).length > 0,
};

/** Victims bear the stage's mark on their command line. */
const victims = (): Promise<number[]> => childrenWith("\0mcpverify");

/** A jail's first process waits, for the folder's own homes. */
async function jailed(folder: Folder): Promise<string[]> {
  const names = await readdir(folder.path, { recursive: true });
  return names.filter((name) => /homes\/verify-[^/]+$/.test(name));
}

describe("verifying", () => {
  test.for(Object.entries(moments))(
    "leaves nothing when cancelled %s",
    async ([, reached], { folder }) => {
      await mkdir(folder.at("tmp"));
      vi.stubEnv("TMPDIR", folder.at("tmp"));
      const cancel = new AbortController();
      const options = { dataDir: folder.at("data"), log: silent, signal: cancel.signal };
      const verifying = verifyHere(options).then(
        () => "finished",
        () => "rejected",
      );
      await expect.poll(() => reached(folder), { timeout: 20_000, interval: 5 }).toBe(true);
      cancel.abort();
      expect(await verifying).toBe("rejected");
      expect(await readdir(folder.path, { recursive: true })).toEqual(["tmp"]);
      expect(await victims()).toEqual([]);
      expect(await processesWith(folder.path)).toEqual([]);
      expect(await listening()).toEqual([]);
      vi.unstubAllEnvs();
    },
  );

  test("does nothing when it is cancelled before", async ({ folder }) => {
    const options = { dataDir: folder.at("data"), log: silent, signal: AbortSignal.abort() };
    await expect(verifyHere(options)).rejects.toThrow();
    expect(await readdir(folder.path)).toEqual([]);
  });
});
