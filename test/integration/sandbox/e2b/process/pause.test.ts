import { describe, expect } from "vitest";
import { counter, echo, listenTo, numbers, sh, soon, test } from "./machine.ts";

describe("a pause", () => {
  test("after which the program goes on loses nothing, where its streams were let go", async ({
    fake,
    start,
    machine,
    box,
  }) => {
    fake.faults.knobs.deadSubscribers = true;
    const program = await start(counter(4000, 20));
    const output = listenTo(program.stdout);
    for (const seen of [300, 1500]) {
      await soon(() => output.text().split("\n").length).toBeGreaterThan(seen);
      await program.detach();
      await soon(() => fake.openStreams).toBe(0);
      const heard = output.text();
      await box.pause();
      expect(output.text()).toBe(heard);
      await program.attach(await machine.resume());
    }
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
    expect(await output.all).toBe(numbers(4000));
    expect(machine.asked).toBe(0);
  });

  test("lets input and signals wait until it is over", async ({ start, machine, box }) => {
    const program = await start(echo);
    const output = listenTo(program.stdout);
    await program.detach();
    await program.detach();
    const settled: string[] = [];
    const written = program
      .write(Buffer.from("written meanwhile\n"))
      .then(() => settled.push("written"));
    for (let i = 0; i < 3; i++) await box.isRunning();
    expect(settled).toEqual([]);
    await box.pause();
    const asked = program.signal("SIGTERM").then(() => settled.push("asked"));
    const resumed = await machine.resume();
    expect(settled).toEqual([]);
    await program.attach(resumed);
    await Promise.all([written, asked]);
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGTERM" });
    expect(await output.all).toMatch(/^(written meanwhile\n)?$/);
  });

  test("may come in the middle of much input", async ({ start, machine, box }) => {
    const program = await start(echo);
    const output = listenTo(program.stdout);
    const text = numbers(100_000);
    const written = program.write(Buffer.from(text)).then(() => program.end());
    await soon(() => output.text().length).toBeGreaterThan(10_000);
    await program.detach();
    await box.pause();
    await program.attach(await machine.resume());
    await written;
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
    expect(await output.all).toBe(text);
  });

  test("that nobody has announced loses nothing, where the sandbox is resumed", async ({
    start,
    machine,
    box,
  }) => {
    machine.resumes = true;
    const program = await start(counter(2000, 20));
    const output = listenTo(program.stdout);
    await soon(() => output.text().split("\n").length).toBeGreaterThan(300);
    await box.pause();
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
    expect(await output.all).toBe(numbers(2000));
  });

  test("that is to stay loses the program, and says so", async ({ start, box }) => {
    const program = await start(echo);
    await box.pause();
    expect(await program.exit).toEqual({ kind: "lost", message: "The sandbox was paused." });
  });

  test("that is to stay is told to a program that was let go, when it is taken up", async ({
    start,
    box,
  }) => {
    const program = await start(echo);
    await program.detach();
    const written = program.write(Buffer.from("x")).catch(() => "refused");
    await box.pause();
    await program.attach(box);
    expect(await program.exit).toEqual({ kind: "lost", message: "The sandbox was paused." });
    expect(await written).toBe("refused");
  });

  test("without its memory loses the program, and says so", async ({ start, machine, box }) => {
    const program = await start(sh("exec sleep 100"));
    await program.detach();
    await box.pause({ keepMemory: false });
    await program.attach(await machine.resume());
    expect(await program.exit).toEqual({
      kind: "lost",
      message: "The sandbox has ended the program.",
    });
  });
});

test("a program whose output is stuck after a resume is lost within the limit, and ended", async ({
  fake,
  start,
  machine,
  box,
}) => {
  fake.faults.knobs.deadSubscribers = true;
  machine.resumes = true;
  const program = await start(counter(1_000_000, 20), { times: { againMs: 500 } });
  const output = listenTo(program.stdout);
  await soon(() => output.text().length).toBeGreaterThan(1000);
  await box.pause();
  const before = performance.now();
  expect(await program.exit).toEqual({
    kind: "lost",
    message: "The program's output does not come out of the sandbox any more; it was ended.",
  });
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(numbers(100_000).startsWith(await output.all)).toBe(true);
  await soon(() => fake.counts.processes).toBe(0);
});
