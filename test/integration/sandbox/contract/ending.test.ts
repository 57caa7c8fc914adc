import { buffer } from "node:stream/consumers";
import { describe, expect } from "vitest";
import { stop } from "../../../../src/sandbox/stop.ts";
import { firstLine, run } from "../../../fakes/jails.ts";
import { kinds, testOf } from "./contractTest.ts";

const killed = { kind: "signalled", signal: "SIGKILL" };

describe.each(kinds)("ending a program $name:", (kind) => {
  const test = testOf(kind);
  const { programs } = kind;

  test("SIGTERM ends one that does not mind", async ({ sandbox }) => {
    const program = await sandbox.start(programs.waits);
    await firstLine(program);
    await program.signal("SIGTERM");
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGTERM" });
  });

  test("SIGTERM is left to the program, which may still say something", async ({ sandbox }) => {
    const program = await sandbox.start(programs.polite);
    let said = "";
    for await (const chunk of program.stdout) {
      said += Buffer.from(chunk).toString();
      if (said === "ready\n") await program.signal("SIGTERM");
    }
    expect(said).toBe("ready\nasked\n");
    expect(await program.exit).toEqual({ kind: "exited", code: 7 });
  });

  test("SIGKILL ends one that SIGTERM does not", async ({ sandbox }) => {
    const program = await sandbox.start(programs.stubborn);
    await firstLine(program);
    await program.signal("SIGTERM");
    await run(sandbox, programs.ends(0));
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual(killed);
  });

  test("the closed input ends one that reads it", async ({ sandbox }) => {
    const program = await sandbox.start(programs.copy);
    await program.end();
    await expect(program.write(Buffer.from("x"))).rejects.toMatchObject({ name: "Failure" });
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("the ladder takes one step after another", async ({ sandbox }) => {
    const endOf = async (command: typeof programs.waits) => {
      const program = await sandbox.start(command);
      // Reading on: one that is not heard any more ends of its next word.
      if (command !== programs.copy) await program.stdout[Symbol.asyncIterator]().next();
      return stop(program, { closeMs: command === programs.copy ? 60_000 : 50, termMs: 500 });
    };
    expect(await endOf(programs.copy)).toEqual({ kind: "exited", code: 0 });
    expect(await endOf(programs.polite)).toEqual({ kind: "exited", code: 7 });
    expect(await endOf(programs.stubborn)).toEqual(killed);
  });

  test("closing the sandbox ends all, and nothing starts any more", async ({ sandbox }) => {
    const running = [programs.waits, programs.stubborn, programs.copy];
    const started = await Promise.all(running.map((command) => sandbox.start(command)));
    await sandbox[Symbol.asyncDispose]();
    for (const program of started) {
      expect((await program.exit).kind).not.toBe("exited");
      await buffer(program.stderr);
    }
    await expect(sandbox.start(programs.copy)).rejects.toMatchObject({ code: "sandboxFailed" });
    await sandbox[Symbol.asyncDispose]();
  });

  test("closing one sandbox leaves another alone", async ({ open }) => {
    const [first, second] = [await open({ id: "first" }), await open({ id: "second" })];
    const program = await second.start(programs.copy);
    await first[Symbol.asyncDispose]();
    await program.write(Buffer.from("alive\n"));
    expect(await firstLine(program)).toBe("alive");
  });

  test.runIf(kind.isReal)("SIGKILL takes along what it has started", async ({ sandbox }) => {
    const program = await sandbox.start(programs.family("pulse"));
    await firstLine(program);
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual(killed);
    const before = await sandbox.files.stat("pulse");
    await stop(await sandbox.start(programs.waits), { closeMs: 300, termMs: 1000 });
    expect(await sandbox.files.stat("pulse")).toEqual(before);
  });

  test.runIf(kind.limits.includes("memory"))("too much memory is named", async ({ open }) => {
    const limits = { memoryMB: 100, cpus: 1, maxProcesses: 50 };
    const sandbox = await open({ limits });
    const { stdout, exit } = await run(sandbox, programs.takes(400));
    expect(stdout).toBe("");
    expect(exit).toMatchObject({ kind: "limit", limit: "memory" });
    expect((await run(sandbox, programs.say("next"))).stdout).toBe("next");
  });
});
