import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { isOld, versionIn } from "../../../../../src/sandbox/local/doctor/bubblewrapVersion.ts";
import { diagnose } from "../../../../../src/sandbox/local/doctor/diagnose.ts";
import { limitCheck } from "../../../../../src/sandbox/local/doctor/limitCheck.ts";
import { probe } from "../../../../../src/sandbox/local/doctor/probe.ts";
import { refuseOtherSystems } from "../../../../../src/sandbox/local/doctor/requireJail.ts";
import { toolChecks } from "../../../../../src/sandbox/local/doctor/toolChecks.ts";
import { machine } from "./machines.ts";

const containing = (text: string): unknown => expect.stringContaining(text);

const test = base.extend<{
  bin: string;
  program: (name: string, script: string) => Promise<string>;
}>({
  bin: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "bin-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  program: async ({ bin }, use) => {
    await use(async (name, script) => {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, name), 0o755);
      return join(bin, name);
    });
  },
});

test.each([
  ["win32", "WSL"],
  ["darwin", "macOS"],
  ["freebsd", "freebsd"],
] as const)("on %s a jail is refused in plain words", (platform, word) => {
  const attempt = (): void => refuseOtherSystems(machine({ platform }));
  expect(attempt).toThrow(expect.objectContaining({ code: "sandboxUnavailable" }));
  try {
    attempt();
  } catch (error) {
    expect(JSON.stringify([error, String(error)])).toContain(word);
  }
});

test("an unknown processor is refused, known ones are not", () => {
  expect(() => refuseOtherSystems(machine({ arch: "riscv64" }))).toThrow("riscv64");
  expect(() => refuseOtherSystems(machine({ arch: "arm64" }))).not.toThrow();
});

test("on another system the diagnosis says so and does not look further into jails", async () => {
  const checks = await diagnose(
    { PATH: "", HOME: "/nonexistent" },
    machine({ platform: "darwin" }),
  );
  expect(checks[0]).toMatchObject({ id: "system", outcome: "failed" });
  expect(checks.map(({ id }) => id)).not.toContain("namespaces");
});

test("an option that does not work here is given up, and the diagnosis says so", async ({
  program,
}) => {
  const path = await program(
    "bwrap",
    'case "$*" in *--disable-userns*) echo "bwrap: cannot open /proc/sys/user/max_user_namespaces: Read-only file system" >&2; exit 1;; esac',
  );
  const probed = await probe({ path, options: new Set(["--disable-userns", "--size"]) }, machine());
  expect(probed).toMatchObject({
    kind: "works",
    bubblewrap: { path, options: new Set(["--size"]) },
    notes: [containing("--disable-userns")],
  });
});

test("a bubblewrap that fails is told with its obstacle", async ({ program }) => {
  const path = await program(
    "bwrap",
    'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1',
  );
  const probed = await probe({ path, options: new Set() }, machine());
  expect(probed).toMatchObject({ kind: "refused", obstacle: { id: "appArmor" } });
});

test("a bubblewrap that cannot be started is no jail", async () => {
  const probed = await probe({ path: "/no/such/bwrap", options: new Set() }, machine());
  expect(probed.kind).toBe("refused");
});

test("programs that start servers are found with their version, or skipped with a way to get them", async ({
  bin,
  program,
}) => {
  await program("node", "echo v22.1.0");
  await program("python3", "exit 1");
  const checks = await toolChecks({ PATH: bin }, machine());
  expect(checks.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["node", "ok"],
    ["python", "warning"],
    ["uv", "skipped"],
  ]);
  expect(checks[0]?.message).toContain("22.1.0");
  expect(checks[2]?.remedy).toContain("uv");
});

test("limits that the kernel holds are fine, watched ones are a warning", async () => {
  const holds = new Set(["memory", "processes", "cpu"] as const);
  const open = (): Promise<never> => Promise.reject(new Error("not asked for"));
  expect(await limitCheck(async () => ({ name: "cgroup v2", holds, open }))).toMatchObject({
    outcome: "ok",
    message: containing("cgroup v2"),
  });
  expect(await limitCheck(async () => undefined)).toMatchObject({ outcome: "warning" });
});

test.each([
  ["bubblewrap 0.8.0", "0.8.0", false],
  ["bubblewrap 0.11", "0.11", false],
  ["bubblewrap 0.6.1\n", "0.6.1", true],
  ["bubblewrap 1.0.0", "1.0.0", false],
  ["v24.1.0", "24.1.0", false],
])("%j is version %s, too old: %s", (text, version, old) => {
  expect(versionIn(text)).toBe(version);
  expect(isOld(version)).toBe(old);
});

test("a text without a version has none", () => {
  expect(versionIn("what?")).toBeUndefined();
});
