import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import type { Context } from "../../../src/config/context.ts";
import type { ServerEntry } from "../../../src/config/serverEntry.ts";
import { toDefinition } from "../../../src/config/toDefinition.ts";

let workspace = "";
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "config test "));
  await writeFile(
    join(workspace, ".env"),
    "# tokens\nAPI_TOKEN='from file'\nexport MODE=file\nQ=1\n",
  );
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

const asked: string[] = [];
const context = (): Context => ({
  folders: [
    { name: "ws", path: workspace },
    { name: "other", path: "/other" },
  ],
  userHome: "/home/me",
  env: { PATH_TO: "/p", TOKEN: "t0k3n-value" },
  secret: (name) => {
    asked.push(name);
    return Promise.resolve(`<${name}>`);
  },
});
const define = (
  entry: ServerEntry,
  over: Partial<Context> = {},
  folder: string | undefined = workspace,
) => {
  const origin = { scope: "workspace", path: "mcpSandbox.servers", folder } as const;
  return toDefinition({ name: "s", entry, origin }, { ...context(), ...over });
};
const resolve = (entry: ServerEntry, over: Partial<Context> = {}) => define(entry, over).resolve();
const failure = async (promise: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await promise.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw error;
};

describe("a definition", () => {
  it("holds the timeouts of the settings, in milliseconds", () => {
    const timed = {
      timeoutMinutes: 0.5,
      initializationTimeoutSeconds: 2,
      requestTimeoutSeconds: 3,
    };
    expect(define({ command: "x", ...timed }).timeouts).toEqual({
      idleMs: 30_000,
      initializationMs: 2000,
      requestMs: 3000,
    });
    expect(define({ command: "x" }).timeouts).toEqual({
      idleMs: 600_000,
      initializationMs: 30_000,
      requestMs: 60_000,
    });
  });

  it("shows the command as it was written, variables and all", () => {
    expect(define({ command: "npx x ${secret:A}" }).commandLine).toBe("npx x ${secret:A}");
    expect(define({ command: "npx", args: ["a b"] }).commandLine).toBe("npx 'a b'");
  });

  it("is disabled only when it says so", () => {
    expect(define({ command: "x" }).disabled).toBe(false);
    expect(define({ command: "x", disabled: true, description: "d" })).toMatchObject({
      disabled: true,
      description: "d",
    });
  });

  it("has another launch key when the launch differs, and only then", () => {
    const base = { command: "x", env: { A: "1", B: "2" }, sandbox: { cpus: 1 } };
    const { launchKey } = define(base);
    expect(define({ ...base, env: { B: "2", A: "1" } }).launchKey).toBe(launchKey);
    expect(define({ ...base, description: "new", timeoutMinutes: 3 }).launchKey).toBe(launchKey);
    for (const other of [
      { ...base, command: "y" },
      { ...base, args: [] },
      { ...base, env: { A: "1" } },
      { ...base, envFile: ".env" },
      { ...base, cwd: "/" },
      { ...base, installCommands: ["true"] },
      { ...base, sandbox: { cpus: 2 } },
    ])
      expect(define(other).launchKey).not.toBe(launchKey);
    expect(define(base, {}, "/elsewhere").launchKey).not.toBe(launchKey);
  });

  it("names the sandbox that its launch asks for", async () => {
    const server = define({ command: "x" });
    expect(server.sandboxId).toBe((await server.resolve()).sandbox.id);
    expect(define({ command: "x" }, {}, "/elsewhere").sandboxId).not.toBe(server.sandboxId);
  });
});

describe("a launch", () => {
  it("asks for nothing and grants nothing by itself", async () => {
    expect(await resolve({ command: "npx -y x" })).toEqual({
      command: { program: "npx", args: ["-y", "x"], env: {} },
      sandbox: {
        id: expect.stringMatching(/^s-[0-9a-f]{10}$/) as string,
        mounts: [],
        network: "none",
        limits: { memoryMB: 2048, cpus: 2, maxProcesses: 256 },
        install: { commands: [], network: "none" },
      },
      secrets: [],
    });
  });

  it("has a home of its own in every workspace", async () => {
    const [here, there] = [define({ command: "x" }), define({ command: "x" }, {}, "/elsewhere")];
    const ids = [await here.resolve(), await there.resolve()].map(({ sandbox }) => sandbox.id);
    expect(new Set(ids).size).toBe(2);
  });

  it("fills in every kind of variable", async () => {
    const { command } = await resolve({
      command: "${env:PATH_TO}/x",
      args: ["${workspaceFolder}", "${workspaceFolder:other}", "${userHome}/a", "${HOME}"],
      cwd: "job/${env:PATH_TO}",
    });
    expect(command).toEqual({
      program: "/p/x",
      args: [workspace, "/other", "/home/me/a", "${HOME}"],
      env: {},
      cwd: "job/p",
    });
  });

  it("takes an absolute working directory as it is", async () => {
    expect((await resolve({ command: "x", cwd: "/data" })).command.cwd).toBe("/data");
  });

  it("puts the settings' environment over the file's", async () => {
    const { command } = await resolve({ command: "x", envFile: ".env", env: { MODE: "settings" } });
    expect(command.env).toEqual({ API_TOKEN: "from file", MODE: "settings", Q: "1" });
  });

  it("names what must not be shown: secrets, and values of variables called like secrets", async () => {
    const env = { A: "${secret:ONE}", MY_TOKEN: "${env:TOKEN}", PLAIN: "visible", KEY: "abc" };
    const { secrets } = await resolve({ command: "x ${secret:TWO}", env, envFile: ".env" });
    expect(secrets.toSorted()).toEqual(["<ONE>", "<TWO>", "from file", "t0k3n-value"]);
  });

  it("asks for a secret once, however often it is named", async () => {
    asked.length = 0;
    const { command } = await resolve({
      command: "x",
      args: ["${secret:A}${secret:A}", "${secret:B}"],
    });
    expect(asked).toEqual(["A", "B"]);
    expect(command.args).toEqual(["<A><A>", "<B>"]);
  });

  it("does not ask before it is started", () => {
    asked.length = 0;
    define({ command: "x ${secret:A}" });
    expect(asked).toEqual([]);
  });

  it("keeps the environment away from install commands, and gives them their registries", async () => {
    const { sandbox } = await resolve({
      command: "x",
      env: { TOKEN: "${secret:A}" },
      installCommands: ["npm i -g x", "pip install ${workspaceFolder}"],
      sandbox: { network: { allow: ["api.example.com"] } },
    });
    expect(sandbox.install).toEqual({
      commands: [
        { program: "sh", args: ["-c", "npm i -g x"] },
        { program: "sh", args: ["-c", `pip install '${workspace}'`] },
      ],
      network: { allow: ["api.example.com", "npm", "pypi"] },
    });
  });
});

describe("a mount", () => {
  it("starts at the workspace folder and is where it is on the host, read-only, unless it says otherwise", async () => {
    const mounts = [
      { source: "." },
      { source: "./.env", target: "/etc/env", write: true },
      { source: "${workspaceFolder}/", target: "/a/../b" },
      { source: "~", target: "${userHome}" },
    ];
    const { sandbox } = await resolve(
      { command: "x", sandbox: { mounts } },
      { userHome: tmpdir() },
    );
    expect(sandbox.mounts).toEqual([
      { source: workspace, target: workspace, write: false },
      { source: join(workspace, ".env"), target: "/etc/env", write: true },
      { source: workspace, target: "/b", write: false },
      { source: tmpdir(), target: tmpdir(), write: false },
    ]);
  });
});

describe("what is missing", () => {
  it("is told all at once, each with its path", async () => {
    const { code, problems } = await failure(
      resolve({
        command: "x ${env:NOPE}",
        args: undefined as never,
        env: { A: "${workspaceFolder:gone}" },
        envFile: "no.env",
        sandbox: { mounts: [{ source: "nowhere", target: "${env:NOPE}" }] },
      }),
    );
    expect(code).toBe("config");
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      `mcpSandbox.servers.s.envFile: The file ${workspace}/no.env does not exist.`,
      "mcpSandbox.servers.s.env.A: No folder of the workspace is called gone.",
      "mcpSandbox.servers.s.command: The environment variable NOPE is not set.",
      "mcpSandbox.servers.s.sandbox.mounts[0].target: The environment variable NOPE is not set.",
      `mcpSandbox.servers.s.sandbox.mounts[0].source: ${workspace}/nowhere does not exist.`,
      "mcpSandbox.servers.s.sandbox.mounts[0].target:  is not an absolute path.",
    ]);
  });

  it("may be the folder itself", async () => {
    const definition = toDefinition(
      {
        name: "s",
        entry: { command: "x ${workspaceFolder}", envFile: "a" },
        origin: { scope: "user", path: "p" },
      },
      { ...context(), folders: [] },
    );
    const { problems } = await failure(definition.resolve());
    expect(problems[0]).toEqual({
      path: "p.s.envFile",
      message: "No folder is open that a could be relative to.",
    });
    expect(problems.at(-1)?.message).toBe("No folder is open that ${workspaceFolder} could mean.");
  });

  it("may be a secret, whose own failure is passed on", async () => {
    const missing = new Failure("secretMissing", "GitHub token");
    const secret = () => Promise.reject(missing);
    expect(await failure(resolve({ command: "x ${secret:A}" }, { secret }))).toBe(missing);
  });

  it("may be trust: then nothing is asked and nothing read", async () => {
    asked.length = 0;
    const untrusted = await failure(
      resolve({ command: "x ${secret:A}" }, { isTrusted: () => false }),
    );
    expect(untrusted.code).toBe("untrusted");
    expect(asked).toEqual([]);
  });

  it("is not asked for once the start is cancelled", async () => {
    const aborted = define({ command: "x ${secret:A}" }).resolve(AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
  });
});
