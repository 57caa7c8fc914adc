import { randomBytes } from "node:crypto";
import { describe, expect } from "vitest";
import { bytesOf, echo, errorOf, js, listenTo, sh, soon, test, textOf } from "./machine.ts";

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

describe("what a program reads and writes", () => {
  test("is every byte as it was, both ways", async ({ start }) => {
    const program = await start(echo);
    const bytes = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      ...Array.from({ length: 400 }, () => everyByte),
      randomBytes(100_001),
    ]);
    const output = bytesOf(program.stdout);
    await program.write(bytes);
    await program.end();
    expect(bytes.equals(await output)).toBe(true);
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("keeps characters whole that are cut anywhere", async ({ start }) => {
    const program = await start(echo);
    const output = textOf(program.stdout);
    for (const byte of Buffer.from("aé€😀\n")) await program.write(Buffer.from([byte]));
    await program.end();
    expect(await output).toBe("aé€😀\n");
  });

  test("may be one line of 10 MB", async ({ start }) => {
    const program = await start(js('process.stdout.write("é".repeat(5 << 20) + "\\n")'));
    expect(await textOf(program.stdout)).toBe(`${"é".repeat(5 << 20)}\n`);
  });

  test("is told apart by stream", async ({ start }) => {
    const program = await start(sh("echo out; echo err >&2; exit 7"));
    expect(await textOf(program.stderr)).toBe("err\n");
    expect(await textOf(program.stdout)).toBe("out\n");
    expect(await program.exit).toEqual({ kind: "exited", code: 7 });
  });

  test("is there when it is read long after the exit", async ({ start }) => {
    const program = await start(sh("seq 1 20000; echo err >&2"));
    await program.exit;
    expect(await textOf(program.stderr)).toBe("err\n");
    expect((await textOf(program.stdout)).split("\n")).toHaveLength(20_001);
  });

  test("has none of the login shell's noise in it", async ({ fake, start }) => {
    fake.faults.knobs.noise = "Welcome! {%s} é";
    const program = await start(sh("echo program"));
    expect(await textOf(program.stdout)).toBe("program\n");
    expect(await textOf(program.stderr)).toBe("");
  });

  test("does not hold one stream up for the other", async ({ start }) => {
    const program = await start(sh("head -c 5000000 /dev/zero & echo heard >&2; wait"));
    const errors = listenTo(program.stderr);
    await soon(() => errors.text()).toBe("heard\n");
    expect((await bytesOf(program.stdout)).length).toBe(5_000_000);
  });
});

describe("a program that is not read", () => {
  test("is held back, and nothing of it is lost", async ({ start }) => {
    const program = await start(
      js(`let sent = 0;
        const more = () => { while (sent < 3e7 && process.stdout.write(Buffer.alloc(65536))) sent += 65536; };
        process.stdout.on("drain", more);
        more();
        process.on("SIGTERM", () => console.error(sent));
        console.error("ready");`),
    );
    const errors = listenTo(program.stderr);
    await soon(() => errors.text()).toBe("ready\n");
    await program.signal("SIGTERM");
    await soon(() => errors.text().split("\n")).toHaveLength(3);
    expect(Number(errors.text().split("\n")[1])).toBeLessThan(8 << 20);
    expect((await bytesOf(program.stdout)).length).toBeGreaterThan(3e7 - 65_536);
  });

  test("can be killed all the same", async ({ start }) => {
    const program = await start(sh("yes & yes >&2; exit 1"));
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
  });

  test("goes on when its reader has left", async ({ start }) => {
    const program = await start(sh("seq 1 1000000; exit 5"));
    for await (const _ of program.stdout) break;
    expect(await program.exit).toEqual({ kind: "exited", code: 5 });
  });
});

describe("input", () => {
  test("that is closed ends a program that waits for it", async ({ start }) => {
    const program = await start(echo);
    await program.end();
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("waits while the program does not read, and is refused when it is gone", async ({
    start,
  }) => {
    const held = await start(sh("exec sleep 100"));
    let settled = "";
    const large = held.write(Buffer.alloc(8 << 20)).then(
      () => (settled = "written"),
      (error: { code?: string }) => (settled = String(error.code)),
    );
    const reader = await start(sh("wc -c"));
    await reader.write(Buffer.alloc(2 << 20));
    await reader.end();
    expect((await textOf(reader.stdout)).trim()).toBe(String(2 << 20));
    expect(settled).toBe("");
    await held.signal("SIGKILL");
    await large;
    expect(settled).toBe("sandboxFailed");
  });

  test("is refused after the end of the program, and of the input", async ({ start }) => {
    const gone = await start(sh("exit 0"));
    await gone.exit;
    expect(await errorOf(gone.write(Buffer.from("x")))).toMatchObject({ code: "sandboxFailed" });
    await gone.end();
    await gone.signal("SIGTERM");
    await gone.signal("SIGKILL");
    const ended = await start(sh("cat; exec sleep 100"));
    await ended.end();
    expect(await errorOf(ended.write(Buffer.from("x")))).toMatchObject({ code: "sandboxFailed" });
    await ended.signal("SIGKILL");
  });

  test("that the program has closed is refused", async ({ start }) => {
    const program = await start(sh("exec <&-; exec sleep 100"));
    const write = () =>
      program.write(Buffer.from("x")).then(
        () => "taken",
        (error: { code?: string }) => error.code,
      );
    await soon(write).toBe("sandboxFailed");
    await program.signal("SIGKILL");
  });

  test("of many writes at once arrives in their order", async ({ start }) => {
    const program = await start(echo);
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`);
    const output = textOf(program.stdout);
    await Promise.all(lines.map((line) => program.write(Buffer.from(line))));
    await program.end();
    expect(await output).toBe(lines.join(""));
  });
});

describe("a program", () => {
  test("that is not there is told at once", async ({ start }) => {
    for (const plain of [false, true])
      for (const program of ["no-such-program", "/no/such program", "/etc/passwd"])
        expect(await errorOf(start({ program, args: [] }, { plain }))).toMatchObject({
          code: "commandNotFound",
          message: expect.stringContaining(program),
        });
  });

  test("that a shell does not find makes the shell exit with 127", async ({ start }) => {
    const program = await start(sh("no-such-program"));
    expect(await program.exit).toEqual({ kind: "exited", code: 127 });
    expect(await textOf(program.stderr)).toContain("not found");
  });

  test("starts in its folder, and not where there is none", async ({ start, box }) => {
    for (const cwd of ["/tmp", undefined]) {
      const place = cwd === undefined ? {} : { cwd };
      const program = await start({ program: "pwd", args: [], ...place });
      const { stdout } = await box.commands.run("pwd", place);
      expect(await textOf(program.stdout)).toBe(stdout);
    }
    expect(await errorOf(start({ ...echo, cwd: "/no/such" }))).toMatchObject({
      code: "config",
      message: "The working directory /no/such does not exist in the sandbox.",
    });
  });

  test("gets its arguments as they are, and its environment by no command line", async ({
    start,
    box,
  }) => {
    const args = ["", " ", "it's", '"$HOME" `id` $(id)', "new\nline", "\\n", "é€😀", "-n", "!x"];
    for (const plain of [false, true]) {
      const show =
        "console.log(JSON.stringify([process.argv.slice(1), process.env])); setTimeout(() => {}, 1e6)";
      const command = {
        program: "node",
        args: ["-e", show, "--", ...args],
        env: { KEY: "s'ecret\n" },
      };
      const program = await start(command, { plain });
      const output = listenTo(program.stdout);
      await soon(() => output.text()).toContain("\n");
      const [given, env] = JSON.parse(output.text()) as [string[], Record<string, string>];
      expect(given).toEqual(args);
      expect(env).toMatchObject({ KEY: "s'ecret\n" });
      expect(Object.keys(env).filter((name) => name.startsWith("MCP_"))).toEqual([]);
      const [running] = await box.commands.list();
      expect(running?.args.join(" ")).not.toContain("ecret");
      await program.signal("SIGKILL");
      await program.exit;
    }
  });

  test("may heed SIGTERM or not, but not SIGKILL", async ({ start }) => {
    const heeds = await start(sh("trap 'exit 9' TERM; echo ready; while :; do sleep 0.02; done"));
    const first = listenTo(heeds.stdout);
    await soon(() => first.text()).toBe("ready\n");
    await heeds.signal("SIGTERM");
    expect(await heeds.exit).toEqual({ kind: "exited", code: 9 });

    const plainly = await start(sh("exec sleep 100"));
    await plainly.signal("SIGTERM");
    expect(await plainly.exit).toEqual({ kind: "signalled", signal: "SIGTERM" });

    const ignores = await start(
      sh("trap 'echo asked' TERM; echo ready; while :; do sleep 0.02; done"),
    );
    const second = listenTo(ignores.stdout);
    await soon(() => second.text()).toBe("ready\n");
    await ignores.signal("SIGTERM");
    await soon(() => second.text()).toBe("ready\nasked\n");
    await ignores.signal("SIGKILL");
    expect(await ignores.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
  });

  test("goes by SIGKILL with all that it has started, in whatever session", async ({
    fake,
    start,
  }) => {
    const program = await start(
      sh(
        "sleep 100 & setsid -f sleep 100; setsid -f sh -c 'sleep 100 & wait' & echo ready; wait; sleep 100",
      ),
    );
    const output = listenTo(program.stdout);
    await soon(() => output.text()).toBe("ready\n");
    await soon(() => fake.counts.processes).toBeGreaterThanOrEqual(6);
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("that leaves others behind ends with them, though they hold its pipes", async ({
    fake,
    start,
  }) => {
    const program = await start(sh("sleep 100 & setsid -f sleep 100; echo done"));
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
    expect(await textOf(program.stdout)).toBe("done\n");
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("is gone with its relay", async ({ fake, start, box }) => {
    const program = await start(sh("exec sleep 100"));
    const [relay] = await box.commands.list();
    await box.commands.kill(relay?.pid ?? 0);
    expect(await program.exit).toEqual({
      kind: "lost",
      message: "The sandbox has ended the program (signal: killed).",
    });
    await soon(() => fake.counts.processes).toBe(0);
  });
});
