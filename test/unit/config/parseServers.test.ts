import { describe, expect, it } from "vitest";
import { parseServers } from "../../../src/config/parseServers.ts";
import type { Origin } from "../../../src/config/serverEntry.ts";

const origin: Origin = { scope: "workspace", folder: "/ws", path: "mcpSandbox.servers" };
const parse = (value: unknown) => parseServers(value, origin);
const problemsOf = (entry: unknown) =>
  parse({ s: entry }).problems.map(({ path, message }) => `${path}: ${message}`);

describe("a set of servers", () => {
  it("is empty where the setting is absent", () => {
    expect(parse(undefined)).toEqual({ servers: [], problems: [] });
    expect(parse(null)).toEqual({ servers: [], problems: [] });
  });

  it("must be an object", () => {
    expect(parse([1]).problems).toEqual([
      { path: "mcpSandbox.servers", message: "Expected an object of servers by name, not a list." },
    ]);
  });

  it("keeps its good servers beside a bad one", () => {
    const { servers, problems } = parse({
      good: { command: "a" },
      bad: { command: 1 },
      "also-good_2": { command: "b", args: [] },
    });
    expect(servers.map(({ name }) => name)).toEqual(["good", "also-good_2"]);
    expect(problems).toEqual([
      {
        path: "mcpSandbox.servers.bad.command",
        message: "Expected text, not 1.",
        server: "bad",
      },
    ]);
  });

  it("hands on the entry and where it comes from", () => {
    const entry = { command: "a", sandbox: { network: { allow: ["npm"] } } };
    expect(parse({ s: entry }).servers).toEqual([{ name: "s", entry, origin }]);
  });

  it.each(["a b", "ä", "a.b", "", "a/b"])("refuses the name %j", (name) => {
    const { servers, problems } = parse({ [name]: { command: "a" } });
    expect(servers).toEqual([]);
    expect(problems[0]?.message).toBe("A server's name holds letters, digits, `_` and `-` only.");
  });

  it("refuses a server called __proto__ no more than another", () => {
    const value: unknown = JSON.parse('{"__proto__": {"command": "a"}}');
    expect(parse(value).servers.map(({ name }) => name)).toEqual(["__proto__"]);
  });
});

describe("every problem of an entry", () => {
  it("is told at once, each with its path", () => {
    expect(
      problemsOf({
        args: ["ok", 2],
        env: { PORT: 8080 },
        timeoutMinutes: "10",
        sandbox: { memoryMB: "2g", mounts: [{ target: "data" }, 3], network: "lan" },
      }),
    ).toEqual([
      "mcpSandbox.servers.s.command: Missing, but required.",
      "mcpSandbox.servers.s.args[1]: Expected text, not 2.",
      "mcpSandbox.servers.s.env.PORT: Expected text, not 8080.",
      'mcpSandbox.servers.s.timeoutMinutes: Expected a number above 0 and of at most 10080, not the text "10".',
      'mcpSandbox.servers.s.sandbox.memoryMB: Expected a whole number of at least 32 and of at most 4194304, not the text "2g".',
      "mcpSandbox.servers.s.sandbox.mounts[0].source: Missing, but required.",
      'mcpSandbox.servers.s.sandbox.mounts[0].target: The place inside is an absolute path, e.g. `/data`. Found the text "data".',
      "mcpSandbox.servers.s.sandbox.mounts[1]: Expected an object, not 3.",
      'mcpSandbox.servers.s.sandbox.network: Expected "none", "all" or { "allow": [hosts and presets] }. Found the text "lan".',
    ]);
  });

  it("suggests the key that was meant", () => {
    expect(problemsOf({ command: "a", discription: "x" })).toEqual([
      "mcpSandbox.servers.s.discription: Not known. Did you mean `description`?",
    ]);
    expect(problemsOf({ command: "a", install_commands: [] })).toEqual([
      "mcpSandbox.servers.s.install_commands: Not known. Did you mean `installCommands`?",
    ]);
    expect(problemsOf({ command: "a", sandbox: { netwrok: "none" } })).toEqual([
      "mcpSandbox.servers.s.sandbox.netwrok: Not known. Did you mean `network`?",
    ]);
  });

  it("says where a key belongs that stands too high", () => {
    expect(problemsOf({ command: "a", mounts: [] })).toEqual([
      'mcpSandbox.servers.s.mounts: Not known here. It belongs under `sandbox`: { "sandbox": { "mounts": … } }.',
    ]);
  });

  it("lists what is known where nothing is near", () => {
    expect(problemsOf({ command: "a", sandbox: { mounts: [{ source: "a", zzzzzz: 1 }] } })).toEqual(
      [
        "mcpSandbox.servers.s.sandbox.mounts[0].zzzzzz: Not known. Known are: source, target, write.",
      ],
    );
  });

  it("names an unknown provider", () => {
    expect(problemsOf({ command: "a", sandbox: { provider: "docker" } })).toEqual([
      'mcpSandbox.servers.s.sandbox.provider: Expected "local" or "e2b", not the text "docker".',
    ]);
  });

  it.each([
    ["https://example.com", false],
    ["example.com/path", false],
    ["", false],
    ["*", false],
    ["exa mple.com", false],
    ["npm", true],
    ["*.example.com", true],
    ["example.com:8443", true],
    ["[::1]:80", true],
    ["10.0.0.1", true],
  ])("in an allow-list: %j is taken: %j", (host, taken) => {
    const problems = problemsOf({ command: "a", sandbox: { network: { allow: [host] } } });
    expect(problems.length === 0).toBe(taken);
    if (!taken) expect(problems[0]).toContain("sandbox.network.allow[0]: Expected a host");
  });

  it("points at a mistake inside an allow-list's object", () => {
    expect(problemsOf({ command: "a", sandbox: { network: { allowed: ["npm"] } } })).toEqual([
      "mcpSandbox.servers.s.sandbox.network.allow: Missing, but required.",
      "mcpSandbox.servers.s.sandbox.network.allowed: Not known. Did you mean `allow`?",
    ]);
  });

  it("cuts what it quotes", () => {
    const [problem] = problemsOf({ command: "a", timeoutMinutes: "x".repeat(500) });
    expect(problem?.length).toBeLessThan(220);
  });
});

describe("variables in an entry", () => {
  it("may be secrets in the environment, the arguments and the command", () => {
    const entry = { command: "a ${secret:A}", args: ["${secret:B}"], env: { C: "${secret:C}" } };
    expect(problemsOf(entry)).toEqual([]);
  });

  it("may not be secrets where they would be kept or shown", () => {
    const sandbox = { mounts: [{ source: "/x/${secret:A}" }] };
    expect(problemsOf({ command: "a", installCommands: ["echo ${secret:A}"], sandbox })).toEqual([
      "mcpSandbox.servers.s.installCommands[0]: ${secret:A} works in `env`, `args`, `command` and `sandbox.secretHeaders` only.",
      "mcpSandbox.servers.s.sandbox.mounts[0].source: ${secret:A} works in `env`, `args`, `command` and `sandbox.secretHeaders` only.",
    ]);
  });

  it("that only the editor knows are told with what to write instead", () => {
    expect(problemsOf({ command: "a", args: ["${input:token}", "${file}"] })).toEqual([
      "mcpSandbox.servers.s.args[0]: ${input:token} is not known here. Write `${secret:NAME}`; the value is asked for once.",
      "mcpSandbox.servers.s.args[1]: ${file} is not known here. Known are ${workspaceFolder}, ${workspaceFolder:name}, ${userHome}, ${env:NAME} and ${secret:NAME}.",
    ]);
  });

  it("are left to the shell when they are none of ours", () => {
    expect(problemsOf({ command: 'echo "${HOME:-x} $PWD ${#}"' })).toEqual([]);
  });

  it("need a name after the colon", () => {
    expect(problemsOf({ command: "a", env: { T: "${secret:}" } })).toHaveLength(1);
    expect(problemsOf({ command: "a", env: { T: "${env:}" } })).toHaveLength(1);
  });
});
