import { readdir } from "node:fs/promises";
import { describe, expect } from "vitest";
import type { Check } from "../../../src/base/check.ts";
import { Failure } from "../../../src/base/failure.ts";
import { catalogue } from "../../../src/sandbox/local/verify/catalogue.ts";
import { verifyIsolation } from "../../../src/sandbox/local/verify/verify.ts";
import type { Sandboxes } from "../../../src/sandbox/sandbox.ts";
import { test } from "../../fakes/folder.ts";
import { type Io, MemorySandboxes } from "../../fakes/memorySandboxes.ts";

/** A probe that reads its program text, says the same of every attack, and waits to be let go. */
const saying = (what: object) => async (io: Io) => {
  let text = "";
  for await (const chunk of io.stdin) {
    text += Buffer.from(chunk).toString();
    if (!text.endsWith("\nmain()\n")) continue;
    for (const id of attacksIn(text)) io.stdout(`${JSON.stringify({ id, ...what })}\n`);
    io.stdout("{}\n");
  }
  return 0;
};

function attacksIn(text: string): string[] {
  const [line = ""] = text.split("\n");
  const config: { run: string[] } = JSON.parse(
    JSON.parse(line.slice("CONFIG = ".length)) as string,
  );
  return config.run;
}

const refusing = () => new MemorySandboxes({ python3: saying({ through: false, note: "EPERM" }) });

describe("verifying", () => {
  test("tries every attack jailed and bare, with every grant, and closes every sandbox", async ({
    folder,
  }) => {
    const [jailed, bare] = [refusing(), refusing()];
    const report = await verifyIsolation({ jailed, bare, dataDir: folder.at("data") });
    const untried = report.results.filter(({ jailed: outcome }) => outcome === "notRun");
    // In memory nobody installs anything, waits for the host, or leaves a daemon.
    expect(untried.map(({ id }) => id)).toEqual(["O1", "T6", "T7", "D1"]);
    expect([jailed.opened.size, bare.opened.size]).toEqual([0, 0]);
    expect(await readdir(folder.path)).toEqual([]);

    // Jails with no network, with an allow-list, and with nothing granted.
    const networks = new Set(
      jailed.specs.map(({ network }) => JSON.stringify(network).replace(/\d{4,}/, "PORT")),
    );
    expect(networks).toEqual(new Set(['"none"', '{"allow":["127.0.0.1:PORT"]}']));
    expect(jailed.specs.some(({ mounts }) => mounts.length === 0)).toBe(true);

    // An unjailed program is never asked to see folders where they are not.
    const moved = bare.specs
      .flatMap(({ mounts }) => mounts)
      .filter(({ source, target }) => source !== target);
    expect(moved).toEqual([]);
  });

  test("finds that a jail does not hold in which everything works", async ({ folder }) => {
    const jailed = new MemorySandboxes({ python3: saying({ through: true }) });
    const checks: Check[] = [];
    const onDidCheck = (check: Check): void => void checks.push(check);
    const report = await verifyIsolation({
      jailed,
      bare: refusing(),
      dataDir: folder.at("data"),
      onDidCheck,
    });
    expect(report.holds).toBe(false);
    expect(checks.filter(({ outcome }) => outcome === "failed").length).toBeGreaterThan(30);
    expect(checks).toHaveLength(catalogue.length);
  });

  test("does not call a jail sound in which the probe cannot run", async ({ folder }) => {
    const jailed = new MemorySandboxes({ python3: async () => 127 });
    const report = await verifyIsolation({ jailed, bare: refusing(), dataDir: folder.at("data") });
    expect(report.jailed.tried).toBe(0);
    expect(report.holds).toBe(false);
  });

  test("rejects where there is no jail, and leaves nothing", async ({ folder }) => {
    const jailed: Sandboxes = {
      open: () => Promise.reject(new Failure("sandboxUnavailable", "no bubblewrap")),
    };
    const verifying = verifyIsolation({ jailed, bare: refusing(), dataDir: folder.at("data") });
    await expect(verifying).rejects.toMatchObject({ code: "sandboxUnavailable" });
    expect(await readdir(folder.path)).toEqual([]);
  });
});
