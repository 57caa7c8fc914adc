import { chmod } from "node:fs/promises";
import { describe, expect } from "vitest";
import { counter, echo, errorOf, listenTo, numbers, sh, soon, test, textOf } from "./machine.ts";

const plain = { plain: true };

describe("without the relay", () => {
  test("a program reads, writes and ends", async ({ fake, start }) => {
    fake.faults.knobs.noise = "Welcome!";
    const program = await start(sh("cat; echo é >&2; exit 7"), plain);
    expect(program.isLossless).toBe(false);
    const text = `${"é€😀".repeat(30_000)}\n`;
    const output = textOf(program.stdout);
    await program.write(Buffer.from(text));
    await program.end();
    expect(await output).toBe(text);
    expect(await textOf(program.stderr)).toBe("é\n");
    expect(await program.exit).toEqual({ kind: "exited", code: 7 });
    expect(await errorOf(program.write(Buffer.from("x")))).toMatchObject({ code: "sandboxFailed" });
  });

  test("a program that is not read is held back, and loses nothing", async ({ start }) => {
    const program = await start(sh("seq 1 2000000; exit 5"), plain);
    expect(await textOf(program.stdout)).toBe(numbers(2_000_000));
    expect(await program.exit).toEqual({ kind: "exited", code: 5 });
  });

  test("a program that is not read at all can be killed all the same", async ({ start }) => {
    const program = await start(sh("yes; exit 1"), plain);
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
  });

  test("a program that ends while it is written to ends as it does", async ({ start }) => {
    const program = await start(sh("read line; exit 3"), plain);
    const written = (async () => {
      for (;;) await program.write(Buffer.from("x\n"));
    })();
    expect(await errorOf(written)).toMatchObject({ code: "sandboxFailed" });
    expect(await program.exit).toEqual({ kind: "exited", code: 3 });
  });

  test("SIGTERM asks, and SIGKILL takes the whole tree", async ({ fake, start }) => {
    const script = "trap 'echo asked' TERM; sleep 100 & echo ready; while :; do sleep 0.02; done";
    const program = await start(sh(script), plain);
    const output = listenTo(program.stdout);
    await soon(() => output.text()).toBe("ready\n");
    await program.signal("SIGTERM");
    await soon(() => output.text()).toBe("ready\nasked\n");
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("a cut loses the program and ends it, and leaves no gap", async ({ fake, start }) => {
    const program = await start(counter(1_000_000, 20), plain);
    const output = listenTo(program.stdout);
    await soon(() => output.text().length).toBeGreaterThan(1000);
    fake.dropStreams();
    expect(await program.exit).toEqual({
      kind: "lost",
      message:
        "The connection to the sandbox was cut. Without Perl in the sandbox a program does not outlive that.",
    });
    expect(numbers(100_000).startsWith(await output.all)).toBe(true);
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("input whose answer is lost loses the program", async ({ fake, start }) => {
    const program = await start(echo, plain);
    fake.faults.plan({ on: /SendInput/, status: "hangUp" });
    expect(await errorOf(program.write(Buffer.from("x")))).toMatchObject({ code: "sandboxFailed" });
    expect(await program.exit).toMatchObject({ kind: "lost" });
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("a pause, a kill and a resume lose the program, each in its own words", async ({
    start,
    machine,
    Box,
  }) => {
    const killed = await start(echo, plain);
    await machine.box().kill();
    expect(await killed.exit).toEqual({ kind: "lost", message: "The sandbox is gone." });
    const box = await Box.create();
    machine.use(box);
    const released = await start(echo, plain);
    await released.detach();
    expect(await released.exit).toEqual({
      kind: "lost",
      message:
        "The sandbox was paused. Without Perl in the sandbox a program does not outlive that.",
    });
    const paused = await start(echo, plain);
    await box.pause();
    expect(await paused.exit).toEqual({ kind: "lost", message: "The sandbox was paused." });
  });
});

describe("a sandbox", () => {
  test("whose PATH has no Perl runs programs plainly", async ({ start, box }) => {
    await box.commands.run("mkdir bin && ln -s $(command -v cat) bin/");
    await box.files.write("/home/user/.profile", "PATH=$HOME/bin\n");
    const program = await start(echo);
    expect(program.isLossless).toBe(false);
    await program.write(Buffer.from("hello\n"));
    await program.end();
    expect(await textOf(program.stdout)).toBe("hello\n");
  });

  test("whose Perl does not work runs programs plainly", async ({ fake, start, box }) => {
    await box.files.write("/home/user/bin/perl", "#!/bin/sh\nexit 2\n");
    const [sandbox] = fake.sandboxes.all;
    await chmod(sandbox?.root.outside("/home/user/bin/perl") ?? "", 0o755);
    await box.files.write("/home/user/.profile", "PATH=$HOME/bin:$PATH\n");
    const program = await start(sh("echo hello"));
    expect(program.isLossless).toBe(false);
    expect(await textOf(program.stdout)).toBe("hello\n");
  });
});
