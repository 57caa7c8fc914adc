import { describe, expect } from "vitest";
import { E2B, TimeoutError } from "@e2b/code-interpreter";
import { errorOf, soon } from "../fakeTest.ts";
import { execute, test } from "./codeTest.ts";

interface Line {
  readonly type: string;
}

const linesOf = (body: string): Line[] =>
  body
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

const endless = "while True: pass";

describe("an answer on the wire", () => {
  test("is chunked lines of ASCII without a type, ended by the end", async ({ fake, code }) => {
    const response = await execute(fake, code, { code: "print('é€😀')\n1" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBeNull();
    expect(response.headers.get("transfer-encoding")).toBe("chunked");
    const body = await response.text();
    expect(body).toContain(String.raw`\u00e9\u20ac\ud83d\ude00`);
    expect(linesOf(body)).toEqual([
      { type: "number_of_executions", execution_count: 1 },
      { type: "stdout", text: "é€😀\n", timestamp: expect.stringMatching(/^\d{4}-.*Z$/) },
      { type: "result", text: "1", extra: {}, is_main_result: true },
      { type: "end_of_execution" },
    ]);
  });

  test("ends after an error, too", async ({ fake, code }) => {
    const types = async (cell: string): Promise<string[]> => {
      const response = await execute(fake, code, { code: cell });
      return linesOf(await response.text()).map(({ type }) => type);
    };
    const failed = ["number_of_executions", "error", "end_of_execution"];
    expect(await types("1 / 0")).toEqual(failed);
    expect(await types("import os; os._exit(1)")).toEqual(failed);
  });

  test("shows a sign of life when nothing else is said, every 5 seconds", async ({
    fake,
    code,
  }) => {
    expect(fake.faults.knobs.cellKeepaliveMs).toBe(5000);
    fake.faults.knobs.cellKeepaliveMs = 50;
    const response = await execute(fake, code, { code: "import time; time.sleep(0.5)" });
    const types = linesOf(await response.text()).map(({ type }) => type);
    expect(types.filter((type) => type === "keepalive").length).toBeGreaterThan(2);
    expect((await code.runCode("import time; time.sleep(0.2); 7")).text).toBe("7");
  });
});

describe("a client that goes", () => {
  test("interrupts its cell, and variables stay", async ({ code }) => {
    await code.runCode("x = 1");
    const error = await errorOf(code.runCode(`x = 2\n${endless}`, { timeoutMs: 300 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect((await code.runCode("x")).text).toBe("2");
  });

  const stuck: Readonly<Record<string, string>> = {
    js: "for (;;);",
    ts: "await new Promise(() => {})",
    bash: "while :; do sleep 0.01; done",
    python: "import subprocess; subprocess.run(['sleep', '100'])",
  };
  for (const [language, cell] of Object.entries(stuck))
    test(`interrupts ${language} and what it started`, async ({ fake, code }) => {
      const ask = language === "bash" ? "echo 7" : "7";
      await code.runCode(ask, { language });
      await soon(() => fake.counts.processes).toBe(1);
      await errorOf(code.runCode(cell, { language, timeoutMs: 300 }));
      const { text, logs, executionCount } = await code.runCode(ask, { language });
      expect([text ?? logs.stdout[0]?.trim(), executionCount]).toEqual(["7", 3]);
      await soon(() => fake.counts.processes).toBe(1);
    });

  test("before its turn came takes its cell back", async ({ code }) => {
    const first = code.runCode("import time; time.sleep(0.5); x = 1");
    const second = code.runCode("x = 2", { timeoutMs: 100 });
    expect(await errorOf(second)).toBeInstanceOf(TimeoutError);
    await first;
    expect((await code.runCode("x")).text).toBe("1");
  });
});

describe("an answer may", () => {
  test("be cut in the middle, by plan or at any time", async ({ fake, code }) => {
    fake.faults.knobs.cellCutAfter = 2;
    const got: string[] = [];
    const onStdout = ({ line }: { line: string }): void => void got.push(line);
    const planned = await errorOf(code.runCode("print(1)\nprint(2)", { onStdout }));
    expect(planned.message).toBe("terminated");
    expect(got).toEqual(["1\n"]);
    fake.faults.knobs.cellCutAfter = undefined;
    const run = code.runCode(`print(3)\n${endless}`, {
      onStdout: () => fake.dropStreams({ sandboxId: code.sandboxId, midEnvelope: true }),
    });
    expect((await errorOf(run)).message).toBe("terminated");
    expect((await code.runCode("4")).text).toBe("4");
    expect(fake.openStreams).toBe(0);
  });

  test("end well without its last line, which the SDK takes for success", async ({
    fake,
    code,
  }) => {
    fake.faults.knobs.cellEnd = false;
    expect((await code.runCode("1")).text).toBe("1");
    const response = await execute(fake, code, { code: "1" });
    expect(linesOf(await response.text()).at(-1)?.type).toBe("result");
  });

  test("tear a character, which the SDK spoils", async ({ fake, code }) => {
    fake.faults.knobs.cellSplit = true;
    // On a busy machine both halves may arrive as one.
    await soon(async () => (await code.runCode("'a€'")).text).toMatch(/^a\uFFFD+$/);
    await soon(async () => {
      const response = await execute(fake, code, { code: "'a€'" });
      const pieces: Uint8Array[] = [];
      for await (const piece of response.body ?? []) pieces.push(piece as Uint8Array);
      expect(Buffer.concat(pieces).toString()).toContain("a€");
      return pieces.some((piece) => piece.at(-1) === 0xe2);
    }).toBe(true);
  });

  test("be slow", async ({ fake, code }) => {
    await code.runCode("1");
    fake.faults.knobs.cellDelayMs = 200;
    expect(await errorOf(code.runCode("1", { timeoutMs: 300 }))).toBeInstanceOf(TimeoutError);
    expect((await code.runCode("1")).text).toBe("1");
  });

  test("never come when it is asked for too soon after an interrupt", async ({ fake, code }) => {
    fake.faults.knobs.hangAfterInterruptMs = 60_000;
    await code.runCode("x = 1");
    await errorOf(code.runCode(endless, { timeoutMs: 200 }));
    const started: number[] = [];
    const soonAfter = code.runCode("print(1)", {
      timeoutMs: 500,
      onStdout: () => void started.push(1),
    });
    expect(await errorOf(soonAfter)).toBeInstanceOf(TimeoutError);
    expect(started).toEqual([]);
    fake.faults.knobs.hangAfterInterruptMs = 100;
    await soon(() => code.runCode("x", { timeoutMs: 300 }).catch(() => undefined), {
      interval: 200,
    }).toMatchObject({ text: "1" });
  });

  test("be refused as other calls are", async ({ fake, code }) => {
    fake.faults.plan({ on: /POST \/execute/, status: 503 });
    expect((await errorOf(code.runCode("1"))).message).toContain("503");
    const { Sandbox } = new E2B({ ...fake.connection, apiKey: "e2b_wrong" });
    expect((await errorOf(Sandbox.create())).name).toBe("AuthenticationError");
  });
});
