import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { calls } from "../../../src/sandbox/local/verify/probe/calls.ts";
import { core } from "../../../src/sandbox/local/verify/probe/core.ts";
import { probeText } from "../../../src/sandbox/local/verify/probe/probe.ts";
import { processesWith } from "../../../src/sandbox/local/verify/runTogether.ts";
import { victimText } from "../../../src/sandbox/local/verify/victimText.ts";

/** Runs the probe's frame with attacks of the test's own; returns what it says of each. */
async function say(attacks: Readonly<Record<string, string>>): Promise<Record<string, unknown>[]> {
  const run = Object.keys(attacks);
  const config = { bare: true, workspace: "/", paths: {}, run, seconds: 1 };
  const functions = Object.entries(attacks).map(
    ([id, body]) => `@attack("${id}")\ndef _():\n${body.replaceAll(/^/gm, "    ")}\n`,
  );
  const text = `CONFIG = ${JSON.stringify(JSON.stringify(config))}\n${core}\n${calls}\n`;
  const lines = (await python(`${text}${functions.join("\n")}\nmain()\n`)).trim().split("\n");
  return lines.map((line) => Object(JSON.parse(line)));
}

async function python(text: string, input = "", ...flags: string[]): Promise<string> {
  const running = promisify(execFile)("python3", ["-I", ...flags, "-c", text]);
  running.child.stdin?.end(input);
  return (await running).stdout;
}

describe("an attack", () => {
  test("that is refused is held, and says by what", async () => {
    const [said] = await say({ A1: "open('/nowhere/at/all')" });
    expect(said).toEqual({ id: "A1", through: false, note: "ENOENT" });
  });

  test("brings home what it has read", async () => {
    const [said] = await say({ A1: "return b'secret \\xe9\\n'" });
    expect(said).toEqual({ id: "A1", data: "secret é\n" });
  });

  test("says what got through and how", async () => {
    const said = await say({
      A1: "return True",
      A2: "return False, 'why'",
      A3: "return True, 'how'",
    });
    expect(said.slice(0, 3)).toEqual([
      { id: "A1", through: true },
      { id: "A2", through: false, note: "why" },
      { id: "A3", through: true, note: "how" },
    ]);
  });

  test("that makes no sense here says so", async () => {
    const [said] = await say({ A1: "raise Skip('no such processor')" });
    expect(said).toEqual({ id: "A1", skipped: "no such processor" });
  });

  test("with a fault of its own is broken, not held", async () => {
    const [said] = await say({ A1: "return undefined_name" });
    expect(said).toMatchObject({ id: "A1", broken: expect.stringContaining("NameError") });
  });

  test("that dies takes no other with it", async () => {
    const said = await say({ A1: "os.kill(os.getpid(), signal.SIGKILL)", A2: "return True" });
    expect(said.slice(0, 2)).toEqual([
      { id: "A1", through: false, note: "ended by signal 9" },
      { id: "A2", through: true },
    ]);
  });

  test("that hangs is ended and counts as broken", async () => {
    const said = await say({ A1: "time.sleep(60)", A2: "return True" });
    expect(said[0]).toEqual({ id: "A1", broken: "no end within 1 s" });
    expect(said[1]).toEqual({ id: "A2", through: true });
  });

  test("leaves no process behind", async () => {
    const name = `orphan-${randomUUID()}`;
    const orphan = `name = "${name}"\nif os.fork() == 0:\n    time.sleep(60)\nreturn True`;
    await say({ A1: orphan });
    // A dead one that nobody has collected yet has no command line.
    await expect.poll(() => processesWith(name)).toEqual([]);
  });
});

describe("several ways in one attack", () => {
  const ways =
    "(('one', lambda: open('/nowhere')), ('two', lambda: None), ('three', lambda: None))";

  test("are all named that work", async () => {
    expect((await say({ A1: `return any_of(*${ways})` }))[0]).toMatchObject({ note: "two, three" });
  });

  test("stop at the first that works where its trace must stay", async () => {
    expect((await say({ A1: `return first_of(*${ways})` }))[0]).toMatchObject({ note: "two" });
  });

  test("are refused when none works", async () => {
    const none = "return any_of(('one', lambda: open('/nowhere')))";
    expect((await say({ A1: none }))[0]).toEqual({ id: "A1", through: false, note: "ENOENT" });
  });
});

describe("a raw system call", () => {
  test("answers and refuses like the rest", async () => {
    const said = await say({
      A1: "return call('getpid') == os.getpid()",
      A2: "call('openat', AT_FDCWD, b'/nowhere', os.O_RDONLY, 0)",
      A3: "call('no_such_call')",
    });
    expect(said[0]).toEqual({ id: "A1", through: true });
    expect(said[1]).toEqual({ id: "A2", through: false, note: "ENOENT" });
    expect(said[2]).toMatchObject({ skipped: "this processor has no no_such_call" });
  });
});

test.for([
  ["probe", probeText({ run: [] })],
  ["victim", victimText],
] as const)("the %s is Python that compiles", async ([, text]) => {
  const check = 'import sys; compile(sys.stdin.read(), "it", "exec"); print("sound")';
  expect(await python(check, text, "-W", "error")).toBe("sound\n");
});
