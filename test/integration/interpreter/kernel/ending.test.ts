import { describe, expect } from "vitest";
import type { Output } from "../../../../src/interpreter/engine.ts";
import { type Cells, test } from "./kernelTest.ts";

const times = { graceMs: 1500 };

describe("interrupting", () => {
  test("ends loops, sleeps, waits, programs and questions, and what was held stays", async ({
    start,
  }) => {
    const python = await start("python");
    await python.run("import asyncio, os, subprocess, time\nkept = 1");
    const codes = [
      "while True: pass",
      "time.sleep(100)",
      "await asyncio.sleep(100)",
      "subprocess.run(['sleep', '100'])",
      "!sleep 100",
      "sum(1 for _ in iter(int, 1))",
    ];
    for (const code of codes)
      await expect(python.stopped(`print('ready')\n${code}`)).rejects.toMatchObject({
        ...{ code: "cancelled", message: "Cancelled." },
      });
    const asking = new AbortController();
    const onInput = (): Promise<string> => {
      asking.abort();
      return new Promise(() => {});
    };
    const question = python.run("input()", { signal: asking.signal, onInput });
    await expect(question).rejects.toMatchObject({ message: "Cancelled." });
    expect(await python.value("kept")).toBe("1");
    for (const [language, code] of [
      ["javascript", "prompt(); while (true) {}"],
      ["bash", "read; while :; do :; done"],
    ] as const) {
      const cells = await start(language);
      const stopping = new AbortController();
      const late = cells.run(code, {
        signal: stopping.signal,
        onInput: () => new Promise(() => stopping.abort()),
      });
      await expect(late).rejects.toMatchObject({ message: "Cancelled." });
      expect((await cells.run("1")).count).toBe(2);
    }
  });

  test("is an error of the code where the kernel is asked for it", async ({ start }) => {
    const python = await start("python");
    const run = python.run("print('ready')\nwhile True: pass", {
      onOutput: () => void python.kernel.interrupt(),
    });
    expect((await run).error).toMatchObject({ name: "KeyboardInterrupt" });
    await python.kernel.interrupt();
    expect(await python.value("1")).toBe("1");
    const node = await start("javascript");
    const loop = node.run("console.log('ready'); while (true) {}", {
      onOutput: () => void node.kernel.interrupt(),
    });
    expect((await loop).error).toMatchObject({ name: "Interrupted" });
    await expect(
      node.stopped("console.log('ready'); await new Promise(() => {})"),
    ).rejects.toMatchObject({ message: "Cancelled." });
    expect(await node.value("1")).toBe("1");
  });

  test("reaches JavaScript after an await too, and ends a kernel that a timer keeps busy", async ({
    start,
  }) => {
    const node = await start("javascript");
    await node.run("const kept = 1");
    const pause = (ms: number): string => `await new Promise((r) => setTimeout(r, ${ms}));`;
    for (const code of [
      `${pause(30)} console.log('ready'); while (true) {}`,
      "await 1; console.log('ready'); for (;;);",
    ])
      await expect(node.stopped(code)).rejects.toMatchObject({ message: "Cancelled." });
    expect(await node.value("kept")).toBe("1");
    const busy = await start("javascript", { times });
    await busy.run("setTimeout(() => { while (true) {} }, 5)");
    const blocked = busy.run(pause(100), { timeoutMs: 50 });
    await expect(blocked).rejects.toMatchObject({ code: "timeout" });
    expect(await busy.kernel.ended).toMatchObject({ code: "sandboxFailed" });
  });

  test("reaches code that has only just been sent, and nothing that comes after", async ({
    start,
  }) => {
    const python = await start("python");
    for (let i = 0; i < 20; i++) {
      const stopping = new AbortController();
      const run = python.run("while True: pass", { signal: stopping.signal });
      stopping.abort();
      await expect(run).rejects.toMatchObject({ message: "Cancelled." });
      expect(await python.value("1")).toBe("1");
    }
    const aborted = AbortSignal.abort();
    await expect(python.run("1", { signal: aborted })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("comes by itself when time is over", async ({ start }) => {
    const python = await start("python");
    await expect(python.run("while True: pass", { timeoutMs: 50 })).rejects.toMatchObject({
      ...{ code: "timeout", message: "The code was interrupted: it ran longer than 0.05 s." },
    });
    expect(await python.value("1", { timeoutMs: 5000 })).toBe("1");
  });

  test("kills what does not stop, and says what that has cost", async ({ start }) => {
    const stubborn =
      "while True:\n  try:\n    print('ready')\n    while True: pass\n  except BaseException: pass";
    const python = await start("python", { times });
    await expect(python.stopped(stubborn)).rejects.toMatchObject({
      code: "cancelled",
      message: "Cancelled. The code did not stop when it was interrupted, so python3 was ended.",
      remedy: "What it held is lost. Restart the context.",
    });
    expect(await python.kernel.ended).toMatchObject({ code: "sandboxFailed" });
    await expect(python.run("1")).rejects.toMatchObject({ code: "sandboxFailed" });
    const deaf = await start("python", { times });
    const ignored = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('ready')\n";
    await expect(deaf.stopped(`${ignored}while True: pass`)).rejects.toThrow("did not stop");
  });

  test("ends printing without end, which is bounded all the while", async ({ start }) => {
    const python = await start("python", { mostBytes: 1 << 20 });
    let size = 0;
    const onOutput = (output: Output): void => {
      if (output.kind === "stream") size += output.text.length;
    };
    const stopping = new AbortController();
    const run = python.run("while True: print('x' * 1000)", { signal: stopping.signal, onOutput });
    await expect.poll(() => size).toBe(1 << 20);
    stopping.abort();
    await expect(run).rejects.toMatchObject({ message: "Cancelled." });
    expect(size).toBe(1 << 20);
    expect(await python.value("1")).toBe("1");
  });
});

describe("a kernel that dies", () => {
  test("ends its run with how, and with its last words", async ({ start }) => {
    const death = async (code: string) => {
      const python = await start("python");
      return python.run(`import os, sys\n${code}`).catch((error: unknown) => error);
    };
    expect(await death("print('bye', file=sys.stderr); os._exit(3)")).toMatchObject({
      ...{ code: "sandboxFailed", message: "python3 ended itself with exit code 3.", log: "bye" },
    });
    expect(await death("import ctypes; ctypes.string_at(0)")).toMatchObject({
      message: "python3 was ended by SIGSEGV.",
      log: expect.stringContaining('File "<cell 1>", line 2'),
    });
    expect(await death("os.kill(os.getpid(), 9)")).toMatchObject({
      message: "python3 was ended by SIGKILL.",
    });
    const flood =
      "import subprocess; subprocess.Popen('yes'); import time; time.sleep(0.1); os._exit(5)";
    expect(await death(flood)).toMatchObject({
      message: "python3 ended itself with exit code 5.",
    });
    expect(await death("os.closerange(3, 900)")).toMatchObject({ code: "sandboxFailed" });
    expect(await death("os.kill(os.getppid(), 9); import time; time.sleep(100)")).toMatchObject({
      ...{ code: "sandboxFailed", message: "The context was ended by SIGKILL." },
    });
    const node = await start("javascript");
    await expect(node.run("process.reallyExit(4)")).rejects.toThrow(
      "node ended itself with exit code 4.",
    );
    const bash = await start("bash");
    await expect(bash.run("exec sh -c 'exit 5'")).rejects.toThrow(
      "bash ended itself with exit code 5.",
    );
  });

  test("by being closed tells so to what runs, and leaves nothing behind", async ({ start }) => {
    const python = await start("python");
    const run = python.run("import time\nprint('ready')\ntime.sleep(100)", {
      onOutput: () => void python.kernel[Symbol.asyncDispose](),
    });
    await expect(run).rejects.toMatchObject({
      code: "cancelled",
      message: "The context was closed.",
    });
    const code =
      "import atexit, os, pathlib\natexit.register(pathlib.Path('left').touch)\nos.getcwd()";
    const polite = await start("python");
    const home = String(await polite.value(code)).slice(1, -1);
    await polite.kernel[Symbol.asyncDispose]();
    const other = await start("bash");
    expect((await other.run(`ls ${home}`)).out).toContain("left\n");
  });
});

test("one run at a time, and languages without a driver need the service", async ({ start }) => {
  const python = await start("python");
  const first = python.run("import time; time.sleep(0.1); 1");
  await expect(python.run("2")).rejects.toMatchObject({ code: "usage" });
  expect((await first).shown).toHaveLength(1);
  for (const language of ["r", "java"] as const)
    await expect(start(language)).rejects.toMatchObject({
      code: "usage",
      message: `There is no ${language} without a code-interpreter service.`,
    });
});

test("a program that is not there is named", async ({ start }) => {
  const env = { PATH: "/nowhere" };
  await expect(start("python", { env })).rejects.toMatchObject({ code: "commandNotFound" });
});

test("a thousand runs leave nothing behind", async ({ start }) => {
  const python = await start("python");
  const memory = "int(open('/proc/self/statm').read().split()[1]) * 4096";
  const growth = await growthOver(python, "print(1); 'x' * 1000", memory, 700);
  expect(growth).toBeLessThan(2 << 20);
  expect(await python.run("1")).toMatchObject({ count: 1003 });
  const node = await start("javascript");
  await node.run(
    'require("v8").setFlagsFromString("--expose-gc"); globalThis.gc = require("vm").runInNewContext("gc")',
  );
  const heap = "gc(); process.memoryUsage().heapUsed";
  const grown = await growthOver(node, "console.log(1); 'x'.repeat(1000)", heap, 300);
  expect(grown).toBeLessThan(2 << 20);
});

/** What so many runs, after three hundred, add to the memory that a piece of code tells. */
async function growthOver(cells: Cells, code: string, memory: string, runs: number) {
  for (let i = 0; i < 300; i++) await cells.run(code);
  const before = Number(await cells.value(memory));
  for (let i = 0; i < runs; i++) await cells.run(code);
  return Number(await cells.value(memory)) - before;
}
