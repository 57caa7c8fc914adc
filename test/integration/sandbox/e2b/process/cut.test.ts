import { createHash } from "node:crypto";
import { describe, expect } from "vitest";
import {
  bytesOf,
  counter,
  echo,
  errorOf,
  js,
  listenTo,
  numbers,
  sh,
  soon,
  test,
  textOf,
} from "./machine.ts";

describe("a stream that is cut", () => {
  for (const midEnvelope of [false, true])
    test(`${midEnvelope ? "in the middle of a message" : "between messages"} loses no line and says none twice`, async ({
      fake,
      start,
      machine,
    }) => {
      const program = await start(counter(6000, 20));
      const output = listenTo(program.stdout);
      for (const seen of [200, 1500, 3000, 4500]) {
        await soon(() => output.text().split("\n").length).toBeGreaterThan(seen);
        fake.dropStreams({ midEnvelope });
      }
      expect(await program.exit).toEqual({ kind: "exited", code: 0 });
      expect(await output.all).toBe(numbers(6000));
      expect(machine.asked).toBeGreaterThan(1);
    });

  test("in a flood of both streams loses no byte", async ({ fake, start }) => {
    const program = await start(
      sh("head -c 6000000 /dev/urandom > a; tee /dev/stderr < a; exec sha1sum a"),
    );
    const errors = bytesOf(program.stderr);
    const pieces: Uint8Array[] = [];
    let uncut = 0;
    for await (const piece of program.stdout) {
      pieces.push(piece);
      uncut += piece.length;
      if (uncut < 500_000) continue;
      uncut = 0;
      fake.dropStreams();
    }
    const [out, err] = [Buffer.concat(pieces), await errors];
    expect(out.subarray(0, 6_000_000).equals(err)).toBe(true);
    expect(out.subarray(6_000_000).toString()).toBe(
      `${createHash("sha1").update(err).digest("hex")}  a\n`,
    );
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("while it is written to loses no input and repeats none", async ({ fake, start }) => {
    const program = await start(echo);
    const output = listenTo(program.stdout);
    for (let n = 1; n <= 300; n++) {
      if (n % 60 === 0) fake.dropStreams();
      await program.write(Buffer.from(`${n}\n`));
    }
    await program.end();
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
    expect(await output.all).toBe(numbers(300));
  });

  test("while the program ends still tells how it ended", async ({ fake, start }) => {
    const program = await start(sh("read go; echo last words; exit 3"));
    fake.dropStreams();
    await program.write(Buffer.from("go\n"));
    expect(await program.exit).toEqual({ kind: "exited", code: 3 });
    expect(await textOf(program.stdout)).toBe("last words\n");
  });

  test("leaves nothing behind when the program has ended", async ({ fake, start }) => {
    const program = await start(sh("read go"));
    fake.dropStreams();
    await program.end();
    expect(await program.exit).toEqual({ kind: "exited", code: 1 });
    await soon(() => fake.openStreams).toBe(0);
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("can be listened to again though that fails at first", async ({ fake, start }) => {
    const program = await start(echo);
    const output = listenTo(program.stdout);
    fake.faults.plan({ on: /\/Connect$/, status: 502, times: 2 });
    fake.dropStreams();
    await program.write(Buffer.from("after\n"));
    await soon(() => output.text()).toBe("after\n");
    await program.signal("SIGKILL");
  });

  test("is not taken up by another program's relay that has got the number", async ({
    start,
    machine,
    box,
  }) => {
    const program = await start(echo);
    const output = listenTo(program.stdout);
    const [relay] = await box.commands.list();
    await box.commands.sendStdin(relay?.pid ?? 0, "R 99 answer 0 0 another\n");
    await program.write(Buffer.from("mine\n"));
    await soon(() => output.text()).toBe("mine\n");
    await program.end();
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
    expect(machine.asked).toBe(0);
  });

  test("and never comes back makes the program lost, and ends it", async ({ fake, start }) => {
    const program = await start(sh("exec sleep 100"));
    fake.faults.plan({ on: /\/Connect$/, status: "hangUp", times: 100 });
    fake.dropStreams();
    expect(await program.exit).toEqual({
      kind: "lost",
      message: "The connection to the sandbox breaks again and again.",
    });
    await soon(() => fake.counts.processes).toBe(0);
  });
});

describe("input whose answer does not come", () => {
  for (const status of [502, 503, "hangUp"] as const)
    test(`because of ${status} is sent again`, async ({ fake, start }) => {
      const program = await start(echo);
      const output = listenTo(program.stdout);
      for (let n = 1; n <= 30; n++) {
        if (n % 10 === 5) fake.faults.plan({ on: /SendInput/, status, times: 2 });
        await program.write(Buffer.from(`${n}\n`));
      }
      await soon(() => output.text()).toBe(numbers(30));
      await program.signal("SIGKILL");
    });

  test("because it is late is not read twice", async ({ fake, start }) => {
    const program = await start(echo, { times: { inputMs: 300 } });
    const output = listenTo(program.stdout);
    await program.write(Buffer.from("1\n"));
    const release = fake.faults.holdInput();
    const second = program.write(Buffer.from("2\n"));
    await errorOf(
      Promise.race([second, new Promise((_, late) => setTimeout(late, 1000, new Error("late")))]),
    );
    release();
    await second;
    await program.write(Buffer.from("3\n"));
    await program.end();
    await program.exit;
    expect(await output.all).toBe("1\n2\n3\n");
  });

  test("and never will makes the program lost", async ({ fake, start }) => {
    const program = await start(sh("exec sleep 100"));
    fake.faults.plan({ on: /SendInput/, status: 502, times: 100 });
    const written = errorOf(program.write(Buffer.from("x")));
    expect(await program.exit).toEqual({
      kind: "lost",
      message: "The sandbox takes no input for the program any more; it was ended.",
    });
    expect(await written).toMatchObject({ code: "sandboxFailed" });
    await soon(() => fake.counts.processes).toBe(0);
  });
});

describe("a sandbox that is killed", () => {
  test("loses its programs, and says so", async ({ start, box }) => {
    const program = await start(counter(100_000, 20));
    const output = listenTo(program.stdout);
    await soon(() => output.text().length).toBeGreaterThan(1000);
    const written = errorOf(
      (async () => {
        for (;;) await program.write(Buffer.alloc(1000));
      })(),
    );
    await box.kill();
    expect(await program.exit).toEqual({ kind: "lost", message: "The sandbox is gone." });
    expect(await written).toMatchObject({ code: "sandboxFailed" });
    expect(numbers(100_000).startsWith(await output.all)).toBe(true);
    await program.signal("SIGKILL");
    await program.end();
  });

  test("lets no program start", async ({ start, box }) => {
    await box.kill();
    expect(await errorOf(start(echo))).toMatchObject({
      code: "sandboxFailed",
      message: "The sandbox is gone.",
    });
  });
});

describe("a start", () => {
  test("that fails once is tried again", async ({ fake, start }) => {
    fake.faults.plan({ on: /\/Start$/, status: 502 });
    const program = await start(sh("echo started"));
    expect(await textOf(program.stdout)).toBe("started\n");
  });

  test("that is cut fails, and leaves nothing running", async ({ fake, start, box }) => {
    await box.files.write("/home/user/.profile", "sleep 3\n");
    const starting = errorOf(start(sh("exec sleep 100")));
    // The shell and what its profile runs: by then the start was answered.
    await soon(() => fake.counts.processes).toBeGreaterThan(1);
    fake.dropStreams();
    expect(await starting).toMatchObject({ code: "sandboxFailed" });
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("that takes too long fails, and leaves nothing running", async ({ fake, start, box }) => {
    await box.files.write("/home/user/.profile", "mkdir once 2>/dev/null && exec sleep 100\n");
    const starting = errorOf(start(echo, { times: { startMs: 1000 } }));
    expect(await starting).toMatchObject({
      code: "timeout",
      message: "cat was not started within 1 s.",
    });
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("is the program's own, whatever the profile does", async ({ start, box }) => {
    await box.files.write("/home/user/.profile", "(sleep 0.3; echo late) & exit 4\n");
    expect(await errorOf(start(echo))).toMatchObject({
      code: "sandboxFailed",
      message: "The sandbox's shell ended before it started cat.",
    });
  });
});

test("SIGKILL reaches a program that no input reaches", async ({ fake, start }) => {
  const program = await start(js("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"), {
    times: { killMs: 300, inputMs: 60_000 },
  });
  fake.faults.plan({ on: /SendInput/, status: "hangUp", times: 3 });
  const release = fake.faults.holdInput();
  await program.signal("SIGKILL");
  expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
  release();
  await soon(() => fake.counts.processes).toBe(0);
});
