import { describe, expect } from "vitest";
import { test } from "./codeTest.ts";

describe("a cell", () => {
  test("prints, shows and counts, each in its turn", async ({ code }) => {
    const heard: string[] = [];
    const hear =
      (who: string) =>
      ({ line }: { line: string }): void =>
        void heard.push(`${who} ${line}`);
    const cell = "import sys\nprint('a')\nprint('b', file=sys.stderr)\ndisplay(1)\nprint('c')\n'x'";
    const run = await code.runCode(cell, {
      onStdout: hear("out"),
      onStderr: hear("err"),
      onResult: (result) => void heard.push(`shown ${result.text} ${result.isMainResult}`),
    });
    expect(heard).toEqual(["out a\n", "err b\n", "shown 1 false", "out c\n", "shown x true"]);
    expect(run).toMatchObject({
      text: "x",
      executionCount: 1,
      logs: { stdout: ["a\n", "c\n"], stderr: ["b\n"] },
      error: undefined,
    });
    expect((await code.runCode("None")).results).toEqual([]);
    expect((await code.runCode("2")).executionCount).toBe(3);
  });

  test("finds what the cells before it left, and may wait", async ({ code }) => {
    await code.runCode("import asyncio\nx = 20");
    expect((await code.runCode("await asyncio.sleep(0, x + 1)")).text).toBe("21");
    expect((await code.runCode("    y = x\n    y")).text).toBe("20");
  });

  test("fails with name, value and traceback", async ({ code }) => {
    const { error } = await code.runCode("def f():\n  1 / 0\nf()");
    expect(error).toMatchObject({ name: "ZeroDivisionError", value: "division by zero" });
    expect(error?.traceback).toMatch(/line 3, in <module>\n {4}f\(\)\n.*line 2, in f\n/);
    expect((await code.runCode("if 1 x")).error?.name).toBe("SyntaxError");
    expect((await code.runCode("input()")).error?.name).toBe("EOFError");
    expect((await code.runCode("exit(3)")).error?.name).toBe("SystemExit");
  });

  test("has the output of programs that it starts, however slow it is", async ({ fake, code }) => {
    fake.faults.knobs.cellDelayMs = 50;
    const cell = "import os; os.system('seq 1 30000; echo oops >&2')";
    const { logs, text } = await code.runCode(cell);
    expect(logs.stdout.join("").split("\n")).toHaveLength(30_001);
    expect([logs.stderr.join(""), text]).toEqual(["oops\n", "0"]);
  });

  test("shows values in every form that they have", async ({ code }) => {
    const cell = `
class Rich:
  def _repr_html_(self): return "<b>"
  def _repr_markdown_(self): return "**b**"
  def _repr_svg_(self): return "<svg/>"
  def _repr_png_(self): return b"png"
  def _repr_jpeg_(self): return b"jpeg"
  def _repr_pdf_(self): return b"pdf"
  def _repr_latex_(self): return "$b$"
  def _repr_json_(self): return {"b": 1}
  def _repr_javascript_(self): return "b()"
  def _repr_mimebundle_(self): return {
    "e2b/data": {"x": [1]}, "e2b/chart": {"type": "bar"}, "application/x": 1}
  def __repr__(self): return "rich"
Rich()`;
    const { results } = await code.runCode(cell);
    expect(results).toMatchObject([
      {
        isMainResult: true,
        text: "rich",
        html: "<b>",
        markdown: "**b**",
        svg: "<svg/>",
        png: Buffer.from("png").toString("base64"),
        jpeg: Buffer.from("jpeg").toString("base64"),
        pdf: Buffer.from("pdf").toString("base64"),
        latex: "$b$",
        json: { b: 1 },
        javascript: "b()",
        data: { x: [1] },
        chart: { type: "bar" },
        raw: { extra: { "application/x": 1 } },
      },
    ]);
  });

  test("has its own environment for itself alone", async ({ Code }) => {
    const box = await Code.create({ envs: { WHOLE: "box", BOTH: "box" } });
    const ask: Readonly<Record<string, string>> = {
      python: "import os; print(*(os.environ.get(n) for n in ['WHOLE', 'BOTH', 'ONE']))",
      js: "console.log(...['WHOLE', 'BOTH', 'ONE'].map((n) => process.env[n] ?? 'None'))",
      bash: 'echo "${WHOLE-None} ${BOTH-None} ${ONE-None}"',
    };
    for (const [language, cell] of Object.entries(ask)) {
      const envs = { BOTH: "cell", ONE: "it's" };
      const own = await box.runCode(cell, { language, envs });
      expect(own.logs.stdout).toEqual(["box cell it's\n"]);
      expect((await box.runCode(cell, { language })).logs.stdout).toEqual(["box box None\n"]);
    }
  });
});

describe("JavaScript", () => {
  test("keeps names, waits, imports and inspects", async ({ code }) => {
    const run = (cell: string) => code.runCode(cell, { language: "js" });
    await run("const x = { a: 1 }; let y = 1");
    expect((await run("y += 1; x")).text).toBe("{ a: 1 }");
    expect((await run("const z = await Promise.resolve(y);\nz + 1")).text).toBe("3");
    expect((await run("z; // kept")).text).toBe("2");
    const imported = "import { readFileSync as read } from 'fs'\nconsole.log(typeof read)";
    expect((await run(imported)).logs.stdout).toEqual(["function\n"]);
    expect((await run("typeof read")).text).toBe("function");
    const { error } = await run("null.x");
    expect(error).toMatchObject({ name: "TypeError", value: expect.stringContaining("null") });
  });

  test("and TypeScript are one kernel in two contexts", async ({ code }) => {
    const typed = "const text: string = 'typed'; console.log(text)";
    expect((await code.runCode(typed, { language: "ts" })).logs.stdout).toEqual(["typed\n"]);
    const here = await code.runCode("typeof text", { language: "typescript" });
    const there = await code.runCode("typeof text", { language: "javascript" });
    expect([here.text, there.text]).toEqual(["string", "undefined"]);
    expect((await code.runCode(typed, { language: "js" })).error).toBeUndefined();
  });
});

test("bash keeps its variables and folder, and tells how a cell failed", async ({ code }) => {
  const run = (cell: string) => code.runCode(cell, { language: "bash" });
  await run("x='two words'; cd /usr");
  const { logs } = await run('echo "$x"; pwd; echo oops >&2');
  expect(logs.stdout.join("")).toBe("two words\n/usr\n");
  expect(logs.stderr.join("")).toBe("oops\n");
  expect((await run("(exit 3)")).error).toMatchObject({ value: "3" });
  expect((await run("exit 3")).error?.name).toBe("UnexpectedEndOfExecution");
});
