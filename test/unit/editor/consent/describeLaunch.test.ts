import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import type { ServerEntry } from "../../../../src/config/serverEntry.ts";
import { around, describeEntry, rowsOf } from "./launches.ts";

const hashOf = async (...given: Parameters<typeof describeEntry>): Promise<string> =>
  (await describeEntry(...given)).hash;

describe("what a launch is", () => {
  test("is told whole where it gets nothing", async () => {
    expect(rowsOf(await describeEntry({ command: "python3 /data/clock.py" }))).toEqual([
      "Command: python3 /data/clock.py",
      "Sandbox: a jail on this machine",
      "Working directory: its private home",
      "Environment: nothing is handed over",
      "Install: nothing",
      "Mount: none: it sees no file of yours",
      "Network: none",
      "Limits: 2048 MB of memory, 2 processors, 256 processes",
    ]);
  });

  test("is told with everything that it gets", async () => {
    const launch = await describeEntry({
      command: "npx",
      args: ["-y", "a package", "$HOME"],
      cwd: "/data",
      env: { TOKEN: "abcdef-never-shown", LEVEL: "1" },
      installCommands: ["pip install x"],
      sandbox: {
        mounts: [{ source: "${workspaceFolder}/share", target: "/data", write: true }],
        network: { allow: ["api.github.com"] },
        memoryMB: 4096,
      },
    });
    expect(rowsOf(launch)).toEqual([
      "Command: npx -y 'a package' \\$HOME",
      "Sandbox: a jail on this machine",
      "Working directory: /data",
      "Environment: TOKEN",
      "Environment: LEVEL",
      "Install: pip install x (once)",
      "Install: the package that the command names (once)",
      "Network meanwhile: only api.github.com, pypi, npm",
      "Mount: /usr/share → /data (writable)",
      "Network: only api.github.com",
      "Limits: 4096 MB of memory, 2 processors, 256 processes",
      "Variable: ${workspaceFolder}: /usr",
    ]);
    expect(JSON.stringify(launch)).not.toContain("never-shown");
  });

  test("holds the command to its last character", async () => {
    const command = `run ${"x".repeat(20_000)} && evil`;
    expect(rowsOf(await describeEntry({ command }))[0]).toBe(`Command: ${command}`);
  });

  test("says of a microVM which it is, who gets headers, and that files go there", async () => {
    const sandbox = {
      template: "node",
      group: "web",
      network: { allow: ["api.github.com"] },
      secretHeaders: { "api.github.com": { Authorization: "Bearer ${secret:GITHUB}" } },
    };
    const launch = await describeEntry({ sandbox }, { preferred: async () => "e2b" });
    expect(rowsOf(launch)).toEqual(
      expect.arrayContaining([
        "Sandbox: microVM of E2B, template node, shared by group web, paused when idle; mounted files are copied there",
        "Secret headers: api.github.com: Authorization",
        "Limits: those of its template",
        "Variable: ${secret:GITHUB}: a secret, asked for once and kept for this workspace",
      ]),
    );
  });

  test("says when nothing may hold it", async () => {
    const [, sandbox] = rowsOf(await describeEntry({}, { allowBare: () => true }));
    expect(sandbox).toContain("none where no jail is possible");
  });

  test("says what each variable stands for, but no value of the environment", async () => {
    const command = "run ${userHome} ${workspaceFolder:other} ${env:NAME}";
    const launch = await describeEntry({ command });
    expect(rowsOf(launch).slice(-3)).toEqual([
      "Variable: ${userHome}: /home/me",
      "Variable: ${workspaceFolder:other}: /etc",
      "Variable: ${env:NAME}: a variable of the editor's own environment",
    ]);
    expect(JSON.stringify(launch)).not.toContain("a value");
  });

  test("names the variables of an env file, and no value", async () => {
    const folder = await mkdtemp(join(tmpdir(), "consent-"));
    const envFile = join(folder, "own.env");
    try {
      await writeFile(envFile, "LD_PRELOAD=/evil.so\nLEVEL=1\n");
      const launch = await describeEntry({ envFile, env: { LEVEL: "2" } });
      expect(rowsOf(launch).filter((row) => row.startsWith("Environment"))).toEqual([
        `Environment: LD_PRELOAD, of ${envFile}`,
        "Environment: LEVEL",
      ]);
      expect(JSON.stringify(launch)).not.toContain("evil.so");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("is not asked about where it cannot be started", async () => {
    const missing = { sandbox: { mounts: [{ source: "/no/such/folder" }] } };
    await expect(describeEntry(missing)).rejects.toMatchObject({ code: "config" });
    const context = () => ({ ...around.context(), isTrusted: () => false });
    await expect(describeEntry({}, { context })).rejects.toThrow(Failure);
    await expect(describeEntry({}, { context })).rejects.toMatchObject({ code: "untrusted" });
  });
});

describe("the hash of a launch", () => {
  const base: Partial<ServerEntry> = {
    command: "run",
    env: { A: "1", B: "2" },
    sandbox: { mounts: [{ source: "/usr" }], network: { allow: ["a.example"] } },
  };

  test("is the same for the same launch, also where the settings are written otherwise", async () => {
    const same: Partial<ServerEntry> = {
      ...base,
      description: "Words for people",
      timeoutMinutes: 3,
      sandbox: { network: { allow: ["a.example"] }, mounts: [{ target: "/usr", source: "/usr" }] },
    };
    expect(await hashOf(same)).toBe(await hashOf(base));
  });

  test.each<[string, Partial<ServerEntry>]>([
    ["the command", { command: "run " }],
    ["a character that is not seen", { command: "run\u200b" }],
    ["words instead of a shell line", { command: "run", args: [] }],
    ["the value of a variable", { env: { A: "3", B: "2" } }],
    ["a variable more", { env: { A: "1", B: "2", C: "3" } }],
    ["the working directory", { cwd: "/" }],
    ["an install command", { installCommands: ["true"] }],
    [
      "a mount that becomes writable",
      { sandbox: { ...base.sandbox, mounts: [{ source: "/usr", write: true }] } },
    ],
    [
      "where a mount's variable leads",
      { sandbox: { ...base.sandbox, mounts: [{ source: "${env:PLACE}", target: "/usr" }] } },
    ],
    ["the network", { sandbox: { ...base.sandbox, network: "all" } }],
    ["the limits", { sandbox: { ...base.sandbox, memoryMB: 100_000 } }],
    ["where it runs", { sandbox: { ...base.sandbox, provider: "e2b" } }],
  ])("differs with %s", async (_, change) => {
    expect(await hashOf({ ...base, ...change })).not.toBe(await hashOf(base));
  });

  test("differs with what the settings of this machine and this workspace say of all servers", async () => {
    const plain = await hashOf(base);
    expect(await hashOf(base, { preferred: async () => "e2b" })).not.toBe(plain);
    expect(await hashOf(base, { allowBare: () => true })).not.toBe(plain);
  });

  test("differs with the template, the group and the values of headers of a microVM", async () => {
    const sandbox = { provider: "e2b", network: "all" } as const;
    const header = (value: string) => ({
      ...sandbox,
      secretHeaders: { "a.example": { X: value } },
    });
    const all = [
      sandbox,
      { ...sandbox, template: "t" },
      { ...sandbox, group: "g" },
      header("1"),
      header("2"),
    ];
    const hashes = await Promise.all(all.map((each) => hashOf({ sandbox: each })));
    expect(new Set(hashes).size).toBe(all.length);
  });
});
