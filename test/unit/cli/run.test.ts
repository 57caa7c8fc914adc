import { describe, expect, it } from "vitest";
import { EventEmitter } from "node:events";
import { exitCodeOf, exitCodes } from "../../../src/cli/exitCodes.ts";
import { interrupt } from "../../../src/cli/interrupt.ts";
import { report } from "../../../src/cli/report.ts";
import { secretFrom } from "../../../src/cli/secrets.ts";
import { stageText, timesText } from "../../../src/cli/stages.ts";
import { Terminal } from "../../../src/cli/terminal.ts";
import { Failure, type FailureCode } from "../../../src/base/failure.ts";
import { FakeWorld } from "../../fakes/world.ts";

describe("words", () => {
  it.each([
    [["servr"], "(Did you mean one of serve, server?)"],
    [["server", "lst"], "(Did you mean one of list, ls?)"],
    [["server", "list", "--jsn"], "(Did you mean --json?)"],
    [["tools", "call", "a"], "missing required argument 'tool'"],
    [["server", "add", "a"], "required option '--command <line>' not specified"],
    [["sessions", "extra"], "too many arguments"],
    [["server"], "A command is missing."],
    [[], "A command is missing."],
  ])("that make no sense end with 2 and a hint: %j", async (words, hint) => {
    await using world = await FakeWorld.make();
    const said = await world.run(...words);
    expect(said).toMatchObject({ exitCode: 2, out: "" });
    expect(said.err).toContain(hint);
  });

  it("that make no sense are one JSON value where JSON is wanted", async () => {
    await using world = await FakeWorld.make();
    const { exitCode, out, err } = await world.run("servr", "--json");
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: "" });
    expect(JSON.parse(out)).toMatchObject({ error: { code: "usage", problems: [] } });
  });

  it.each([
    ["--help"],
    ["server", "--help"],
    ["server", "add", "--help"],
    ["server", "edit", "--help"],
    ["tools", "call", "--help"],
    ["quick", "--help"],
    ["config", "--help"],
    ["doctor", "--help"],
    ["sandboxes", "--help"],
    ["sandboxes", "kill", "--help"],
    ["files", "put", "--help"],
    ["run", "--help"],
    ["contexts", "stop", "--help"],
    ["interpreter", "--help"],
    ["help", "tools"],
  ])("that ask for help get it on stdout: %s %s", async (...words) => {
    await using world = await FakeWorld.make();
    const { exitCode, out, err } = await world.run(...words);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toMatch(/^Usage: mcp-sandbox/);
  });

  it("that ask for the version get it alone", async () => {
    await using world = await FakeWorld.make();
    expect(await world.run("--version")).toEqual({ exitCode: 0, out: "1.2.3\n", err: "" });
  });

  it("have their exit codes in the help", async () => {
    await using world = await FakeWorld.make();
    const { out } = await world.run("--help");
    for (const [code, meaning] of exitCodes)
      expect(out).toContain(`${String(code).padEnd(3)}  ${meaning}`);
  });
});

describe("a failure", () => {
  const said = (failure: unknown) => {
    let err = "";
    const world = {
      env: {},
      stdout: { write: () => {} },
      stderr: { write: (text: string) => void (err += text) },
    };
    const exitCode = report(failure, new Terminal(world, { json: false, verbose: false }));
    return { exitCode, err };
  };

  it("is told with its problems, the server's last lines and the way out", () => {
    const failure = new Failure("serverExited", "It ended.\u001b[2J", {
      problems: [{ path: "/a", message: "wrong" }],
      log: "last\nlines\u001b]0;x\u0007\n",
      remedy: "Do this.",
      rpc: { code: -32000, data: { a: 1 } },
    });
    expect(said(failure)).toEqual({
      exitCode: 5,
      err: [
        "error: It ended.\\u001b[2J",
        "  /a: wrong",
        '  data: {"a":1}',
        "  | last",
        "  | lines\\u001b]0;x\\u0007",
        "→ Do this.",
        "",
      ].join("\n"),
    });
  });

  it("of ours is told as such", () => {
    expect(said(new TypeError("oops"))).toEqual({ exitCode: 70, err: "error: oops\n" });
  });

  it("that is an abort is a cancellation", () => {
    expect(said(new DOMException("x", "AbortError")).exitCode).toBe(130);
  });

  it.each<[FailureCode, number]>([
    ["invalidArguments", 2],
    ["secretMissing", 3],
    ["installFailed", 4],
    ["commandNotFound", 4],
    ["handshakeFailed", 5],
    ["timeout", 124],
  ])("%s ends with %i", (code, exitCode) => {
    expect(exitCodeOf(code)).toBe(exitCode);
    expect(exitCodes.map(([each]) => each)).toContain(exitCode);
  });
});

describe("a signal", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])("%s asks everything to end, and its second kills", (name, exitCode) => {
    const process = new EventEmitter();
    const killed: number[] = [];
    const interrupted = interrupt(process, (code) => void killed.push(code));
    expect(interrupted.exitCode()).toBeUndefined();
    process.emit(name);
    expect(interrupted.signal.aborted).toBe(true);
    expect(interrupted.exitCode()).toBe(exitCode);
    expect(killed).toEqual([]);
    process.emit("SIGINT");
    expect(killed).toEqual([exitCode]);
  });
});

describe("a secret", () => {
  it("comes from the environment, its name in capitals", async () => {
    const env = { MCP_SANDBOX_SECRET_GITHUB_TOKEN: "value" };
    expect(await secretFrom(env, "github-token")).toBe("value");
  });

  it("that is not there names the variable to set", async () => {
    await expect(secretFrom({ MCP_SANDBOX_SECRET_A: "" }, "a")).rejects.toMatchObject({
      code: "secretMissing",
      remedy: "Put it into the environment variable MCP_SANDBOX_SECRET_A.",
    });
  });
});

describe("the stages of a start", () => {
  const stages = [
    { stage: "sandbox", startedAt: 0, durationMs: 12.4 },
    { stage: "install", startedAt: 12 },
  ] as const;

  it("are one line while they last", () => {
    expect(stageText("s", { kind: "starting", since: 0, stages }, 1500)).toBe(
      "s: installing… 1.5 s",
    );
    expect(stageText("s", { kind: "starting", since: 0, stages: [] }, 0)).toBe(
      "s: starting… 0.0 s",
    );
    expect(stageText("s", { kind: "stopping", since: 0 }, 0)).toBe("s: stopping…");
    expect(stageText("s", { kind: "stopped" }, 0)).toBe("");
  });

  it("are told with their times afterwards", () => {
    expect(timesText({ kind: "starting", since: 0, stages })).toBe("sandbox 12 ms, install …");
    expect(timesText({ kind: "stopped" })).toBe("stopped");
  });
});
