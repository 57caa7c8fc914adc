import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Check } from "../../../src/base/check.ts";
import { silent } from "../../../src/base/log.ts";
import type { VerifyReport } from "../../../src/sandbox/local/verify/report.ts";
import { verifyHere } from "../../../src/sandbox/local/verify/verifyHere.ts";
import { verifyAsUser } from "./asUser.ts";
import { cases, expectOutcome, expectReal, show } from "./expectations.ts";

const isRoot = process.getuid?.() === 0;

describe(isRoot ? "in a jail that root has started" : "in a jail", () => {
  let folder = "";
  let report: VerifyReport;
  const checks: Check[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "isolation-"));
    const scratch = join(folder, "tmp");
    await mkdir(scratch);
    vi.stubEnv("TMPDIR", scratch);
    const onDidCheck = (check: Check): void => void checks.push(check);
    report = await verifyHere({ dataDir: join(folder, "data"), log: silent, onDidCheck });
    show(isRoot ? "root" : "user", report);
    vi.unstubAllEnvs();
    return () => rm(folder, { recursive: true, force: true });
  }, 120_000);

  test.each(cases)("$name", ({ id, wanted }) => expectOutcome(report, id, wanted));

  test("the same attacks are real where there is no jail", () =>
    expectReal(report, isRoot ? 90 : 70));

  test("each outcome was told", () => {
    expect(checks.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
  });

  test("nothing is left behind", async () => {
    expect(await readdir(folder, { recursive: true })).toEqual(["tmp"]);
    for (const place of ["/etc", "/usr/local/bin"])
      // Others may be at the same attacks beside.
      await expect
        .poll(async () => (await readdir(place)).filter((name) => name.includes("mcpverify")), {
          timeout: 60_000,
        })
        .toEqual([]);
  });
});

describe.runIf(isRoot)("in a jail that an unprivileged user has started", () => {
  let report: VerifyReport;

  beforeAll(async () => {
    report = await verifyAsUser();
    show("an unprivileged user", report);
  }, 120_000);

  test.each(cases)("$name", ({ id, wanted }) => expectOutcome(report, id, wanted));

  test("the same attacks are real where there is no jail", () => expectReal(report, 70));
});
