import { describe, expect } from "vitest";
import { ServiceEngine } from "../../../../src/interpreter/service/service.ts";
import { begin, failureOf, ran, test } from "./serviceTest.ts";

describe("a context of the service", () => {
  test("keeps what its runs leave, counts them, and shares nothing with others", async ({
    start,
  }) => {
    const [one, other] = [await start(), await start()];
    expect(await ran(one, "x = 20")).toMatchObject({ count: 1, outputs: [] });
    expect(await ran(one, "x + 1")).toMatchObject({ count: 2, shown: ["21"] });
    const { error } = await ran(other, "x");
    expect(error).toMatchObject({ name: "NameError", value: "name 'x' is not defined" });
    expect(error?.traceback).toContain("<cell 1>");
    expect(one).toMatchObject({ language: "python", cwd: "/home/user", id: expect.any(String) });
  });

  test("streams what code writes, to which stream it was, while it runs", async ({ start }) => {
    const seen: unknown[] = [];
    const kernel = await start();
    const code = "import sys; print('a'); print('b', file=sys.stderr); input_ = 1; print('c')";
    await kernel.run(code, { onOutput: (output) => seen.push(output) });
    expect(seen).toEqual([
      { kind: "stream", stream: "stdout", text: "a\n" },
      { kind: "stream", stream: "stderr", text: "b\n" },
      { kind: "stream", stream: "stdout", text: "c\n" },
    ]);
  });

  test("shows values by MIME type, the main one as such", async ({ start }) => {
    const code = `
class Rich:
    def _repr_html_(self): return "<b>1</b>"
    def _repr_png_(self): return b"PNG"
    def _repr_mimebundle_(self): return {"application/x": {"deep": 1}, "e2b/chart": {"type": "bar"}}
    def __repr__(self): return "rich"
display(Rich())
Rich()`;
    const { outputs } = await ran(await start(), code);
    const data = {
      "text/plain": "rich",
      "text/html": "<b>1</b>",
      "image/png": "UE5H",
      "application/x": { deep: 1 },
      "application/vnd.e2b.chart+json": { type: "bar" },
    };
    expect(outputs).toEqual([
      { kind: "display", isMain: false, data },
      { kind: "display", isMain: true, data },
    ]);
  });

  test("knows other languages, a folder, and an environment for one run", async ({ start }) => {
    const bash = await start("bash", "/tmp");
    expect(bash.cwd).toBe("/tmp");
    const env = { GREETING: "hi" };
    expect(await ran(bash, 'echo "$GREETING $PWD"', { env })).toMatchObject({
      stdout: expect.stringMatching(/hi .*tmp\n/),
    });
    expect(await ran(bash, 'echo "[$GREETING]"')).toMatchObject({ stdout: "[]\n" });
    expect(await ran(await start("javascript"), "[1, 2].length")).toMatchObject({ shown: ["2"] });
  });

  test("reads characters that are torn between two chunks", async ({ fake, start }) => {
    fake.faults.knobs.cellSplit = true;
    const { stdout } = await ran(await start(), "print('grüße 🐍 ende')");
    expect(stdout).toBe("grüße 🐍 ende\n");
  });

  test("of a language or folder that the service has not is refused as the caller's mistake", async ({
    start,
  }) => {
    for (const starting of [start("r"), start("python", "/no/such/folder")]) {
      const failure = await failureOf(starting);
      expect(failure).toMatchObject({ code: "usage" });
      expect(failure.message).toMatch(/^The service did not make a context of (r|python)\./);
    }
  });

  test("is removed at the service when it is closed, and all are with their engine", async ({
    fake,
    address,
    engine,
    start,
  }) => {
    const [one] = [await start(), await start()];
    const there = async (): Promise<number> => {
      const response = await fetch(`${fake.url}/contexts`, { headers: address.headers });
      return ((await response.json()) as unknown[]).length;
    };
    const before = await there();
    await one[Symbol.asyncDispose]();
    expect(await there()).toBe(before - 1);
    expect(await failureOf(one.run("1"))).toMatchObject({ code: "cancelled" });
    await engine[Symbol.asyncDispose]();
    expect(await there()).toBe(before - 2);
    expect(await failureOf(start())).toMatchObject({ code: "cancelled" });
  });
});

describe("code that is to stop", () => {
  const endless = "import time\nprint(1, flush=True)\nwhile True: time.sleep(0.01)";

  test("stops when its run is cancelled, and the state stays", async ({ start }) => {
    const kernel = await start();
    await kernel.run("x = 1");
    const cancel = new AbortController();
    const { begun, run } = begin(
      kernel,
      `try:\n  print(2, flush=True)\n  while True: pass\nfinally: x = 2`,
      {
        signal: cancel.signal,
      },
    );
    await begun;
    cancel.abort();
    expect(await failureOf(run)).toMatchObject({ code: "cancelled" });
    // It has stopped by then: what it does at its end is done.
    expect(await ran(kernel, "x")).toMatchObject({ shown: ["2"] });
  });

  test("stops at its time limit, and says so", async ({ start }) => {
    const kernel = await start();
    expect(await failureOf(kernel.run(endless, { timeoutMs: 700 }))).toMatchObject({
      code: "timeout",
      message: "The code was interrupted: it ran longer than 0.7 s.",
    });
    expect(await ran(kernel, "1")).toMatchObject({ shown: ["1"] });
  });

  test("stops by an interrupt, which is a result like an error", async ({ start }) => {
    const kernel = await start();
    await kernel.interrupt(); // nothing runs
    const { begun, run } = begin(kernel, endless);
    await begun;
    await kernel.interrupt();
    expect(await run).toMatchObject({ error: { name: "KeyboardInterrupt" } });
    expect(await ran(kernel, "2")).toMatchObject({ shown: ["2"] });
  });

  test("is waited for while it takes its time, also where the service swallows what comes soon", async ({
    fake,
    start,
  }) => {
    fake.faults.knobs.hangAfterInterruptMs = 100;
    const kernel = await start();
    const cancel = new AbortController();
    const slow = `import time
try:
  print(1, flush=True)
  while True: time.sleep(0.01)
except KeyboardInterrupt: time.sleep(0.7)
stopped = True`;
    const { begun, run } = begin(kernel, slow, { signal: cancel.signal });
    await begun;
    const since = Date.now();
    cancel.abort();
    expect(await failureOf(run)).toMatchObject({ code: "cancelled" });
    expect(Date.now() - since).toBeGreaterThan(650);
    expect(await ran(kernel, "stopped")).toMatchObject({ shown: ["True"] });
  }, 30_000);

  test("and does not is given up with its context", async ({ address }) => {
    const times = { pauseMs: 20, lookMs: 100, stopMs: 400 };
    await using engine = new ServiceEngine({ address: async () => address, times });
    const kernel = await engine.start({ language: "python" });
    const cancel = new AbortController();
    const deaf = `import time
while True:
  try:
    print(1, flush=True)
    time.sleep(1)
  except BaseException: pass`;
    const { begun, run } = begin(kernel, deaf, { signal: cancel.signal });
    await begun;
    cancel.abort();
    const message = "The code did not stop when it was interrupted.";
    expect(await failureOf(run)).toMatchObject({ code: "sandboxFailed", message });
    expect(await kernel.ended).toMatchObject({ message });
  });
});
