import { CommandExitError, InvalidArgumentError, TimeoutError } from "e2b";
import { describe, expect } from "vitest";
import { canArrange } from "../../fakes/e2b/machine/view.ts";
import { errorOf, soon, test } from "./fakeTest.ts";

describe("a command", () => {
  test("gives output, environment and folder back", async ({ Box }) => {
    const box = await Box.create({ envs: { WHOLE: "box", BOTH: "box" } });
    const line = 'echo "$WHOLE $BOTH $ONE $HOME $USER"; pwd; echo oops >&2';
    const options = { envs: { BOTH: "command", ONE: "two words" }, cwd: "/tmp" };
    expect(await box.commands.run(line, options)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^box command two words \S*\/home\/user user\n\S*\/tmp\n$/),
      stderr: "oops\n",
    });
  });

  test("sees nothing of this process's environment", async ({ box }) => {
    process.env["E2B_FAKE_TEST"] = "secret";
    expect((await box.commands.run("env")).stdout).not.toContain("secret");
    delete process.env["E2B_FAKE_TEST"];
  });

  test("fails with its exit code, and one that is not there with 127", async ({ box }) => {
    const three = await errorOf(box.commands.run("echo last words; exit 3"));
    expect(three).toBeInstanceOf(CommandExitError);
    expect(three).toMatchObject({ exitCode: 3, error: "exit status 3", stdout: "last words\n" });
    expect(await errorOf(box.commands.run("no-such-program"))).toMatchObject({ exitCode: 127 });
  });

  test("is refused for a folder that is not there", async ({ box }) => {
    const error = await errorOf(box.commands.run("true", { cwd: "/no/such/folder" }));
    expect(error).toBeInstanceOf(InvalidArgumentError);
  });

  test("has no input unless it was asked for", async ({ box }) => {
    expect((await box.commands.run("cat")).stdout).toBe("");
    const handle = await box.commands.run("exec sleep 100", { background: true });
    expect((await errorOf(handle.sendStdin("x"))).message).toMatch(/^13: \[internal\]/);
    await handle.kill();
  });

  test("is killed at its deadline, for which 0 is none", async ({ fake, box }) => {
    const error = await errorOf(box.commands.run("exec sleep 100", { timeoutMs: 300 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain("[deadline_exceeded]");
    await soon(() => fake.counts.processes).toBe(0);
    const handle = await box.commands.run("exec cat", {
      background: true,
      stdin: true,
      timeoutMs: 0,
    });
    await handle.closeStdin();
    expect((await handle.wait()).exitCode).toBe(0);
  });

  test("is listed while it runs, with what it was given", async ({ box }) => {
    const handle = await box.commands.run("exec sleep 100", {
      background: true,
      cwd: "/tmp",
      envs: { A: "b" },
    });
    expect(await box.commands.list()).toEqual([
      {
        pid: handle.pid,
        cmd: "/bin/bash",
        args: ["-l", "-c", "exec sleep 100"],
        envs: { A: "b" },
        cwd: "/tmp",
        tag: undefined,
      },
    ]);
    await handle.kill();
    await soon(() => box.commands.list()).toEqual([]);
  });
});

describe("a kill", () => {
  test("ends the command with its signal, once", async ({ box }) => {
    const handle = await box.commands.run("exec sleep 100", { background: true });
    expect(await handle.kill()).toBe(true);
    const error = await errorOf(handle.wait());
    expect(error).toMatchObject({ exitCode: -1, error: "signal: killed" });
    await soon(() => box.commands.kill(handle.pid)).toBe(false);
  });

  test("hits the shell alone, and what it started stays", async ({ fake, box }) => {
    const handle = await box.commands.run("echo up; sleep 100; true", { background: true });
    await soon(() => handle.stdout).toBe("up\n");
    await soon(() => fake.counts.processes).toBe(2);
    await handle.kill();
    expect(await errorOf(handle.wait())).toMatchObject({ exitCode: -1 });
    await soon(() => fake.counts.processes).toBe(1);
    await box.kill();
    expect(fake.counts.processes).toBe(0);
  });

  const arranged = test.runIf(canArrange());
  arranged("of the sandbox takes processes that left all behind along", async ({ fake, box }) => {
    await box.commands.run("exec >/dev/null 2>&1; setsid -f env -i sleep 100; setsid -f sleep 100");
    expect(fake.counts.processes).toBe(2);
    await box.kill();
    expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });

  test("of the sandbox under a stream is told as a kill", async ({ box }) => {
    const handle = await box.commands.run("exec sleep 100", { background: true });
    await box.kill();
    const error = await errorOf(handle.wait());
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain("The sandbox was killed");
  });
});

test("a call for a process that is not there says so", async ({ box }) => {
  const notFound = { name: "NotFoundError" };
  expect(await errorOf(box.commands.sendStdin(1, "x"))).toMatchObject(notFound);
  expect(await errorOf(box.commands.connect(1))).toMatchObject(notFound);
  expect(await box.commands.kill(1)).toBe(false);
});
