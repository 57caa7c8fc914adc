import { describe, expect } from "vitest";
import { test } from "./kernelTest.ts";

describe("a cell of Python", () => {
  test("prints, shows and counts, each in its turn", async ({ start }) => {
    const python = await start("python");
    const code = "import sys\nprint('a')\nprint('b', file=sys.stderr)\ndisplay(1)\nprint('c')\n'x'";
    const { order, count } = await python.run(code);
    expect(order).toEqual(["stdout a", "stderr b", "shown 1", "stdout c", "main 'x'"]);
    expect(count).toBe(1);
    expect(await python.run("None")).toMatchObject({ count: 2, shown: [] });
    expect(await python.run("1;")).toMatchObject({ count: 3, shown: [] });
    expect(await python.value("_")).toBe("'x'");
  });

  test("finds what the cells before it left, and may wait", async ({ start }) => {
    const python = await start("python");
    await python.run("import asyncio\nasync def later():\n  await asyncio.sleep(0)\n  return 5");
    await python.run("task = asyncio.get_event_loop_policy() and None\nx = await later()");
    expect(await python.value("x + 1")).toBe("6");
    expect(await python.value("    y = x\n    y")).toBe("5");
    expect(await python.value("async for i in (j async for j in [1]):\n  pass")).toContain("Error");
    await python.run("from __future__ import annotations");
    expect(await python.value("def f(a: nothing): pass\nf.__annotations__['a']")).toBe("'nothing'");
  });

  test("fails with name, value and its own lines", async ({ start }) => {
    const python = await start("python");
    const { error } = await python.run("def f():\n  1 / 0\n\nf()");
    expect(error).toMatchObject({ name: "ZeroDivisionError", value: "division by zero" });
    expect(error?.traceback).toMatch(/^Traceback.*\n {2}File "<cell 1>", line 4, in <module>\n/);
    expect(error?.traceback).toMatch(
      /line 4, in <module>\n {4}f\(\)\n[^]*line 2, in f\n {4}1 \/ 0/,
    );
    expect((await python.run("f()")).error?.traceback).toContain("    1 / 0\n");
    const waiting = await python.run("async def g():\n  f()\nawait g()");
    expect(waiting.error?.traceback).toMatch(/^Traceback.*\n {2}File "<cell 3>", line 3/);
    const wrong = (await python.run("x = 1\nif 1 x")).error;
    expect([wrong?.name, wrong?.traceback]).toEqual([
      "SyntaxError",
      expect.stringMatching(/^ {2}File "<cell 4>", line 2\n {4}if 1 x\n/),
    ]);
    expect((await python.run("import sys; sys.exit(3)")).error).toMatchObject({
      name: "SystemExit",
      value: "3",
    });
    expect((await python.run("sys.exit()")).error).toBeUndefined();
    const odd = "class E(Exception):\n  def __str__(self): raise ValueError\nraise E";
    expect((await python.run(odd)).error?.name).toBe("E");
    expect(await python.value("1")).toBe("1");
  });

  test("shows a value in every form that it has", async ({ start }) => {
    const python = await start("python");
    const { shown } = await python.run(`
class Rich:
  def _repr_html_(self): return "<b>"
  def _repr_markdown_(self): return "**b**"
  def _repr_svg_(self): raise ValueError
  def _repr_png_(self): return b"png"
  def _repr_latex_(self): return "$b$"
  def _repr_json_(self): return {"b": float("nan"), "d": object}
  def _repr_mimebundle_(self, include=None, exclude=None):
    return {"application/x": 1, "text/plain": "mine"}, {"of": "no use"}
Rich()`);
    expect(shown).toEqual([
      {
        "text/plain": "mine",
        "text/html": "<b>",
        "text/markdown": "**b**",
        "image/png": Buffer.from("png").toString("base64"),
        "text/latex": "$b$",
        "application/json": { b: null, d: "<class 'object'>" },
        "application/x": 1,
      },
    ]);
    expect(await python.value("Rich")).toContain("class");
    const wide = await python.value("{i: 'x' * 20 for i in range(9)}");
    expect(String(wide).split("\n").length).toBeGreaterThan(2);
    expect(await python.value("class B:\n  def __repr__(self): 1 / 0\nB()")).toBe(
      "<B, whose repr failed: ZeroDivisionError: division by zero>",
    );
  });

  test("asks the user, unseen too, and sees an end where nobody answers", async ({ start }) => {
    const python = await start("python");
    const asked: unknown[] = [];
    const onInput = async (question: unknown): Promise<string> => `${asked.push(question)} é`;
    const code = "import getpass, sys\ninput('who? '), getpass.getpass(), sys.stdin.readline()";
    expect(await python.value(code, { onInput })).toBe(String.raw`('1 é', '2 é', '3 é\n')`);
    expect(asked).toEqual([
      { prompt: "who? ", isPassword: false },
      { prompt: "Password: ", isPassword: true },
      { prompt: "", isPassword: false },
    ]);
    expect(await python.value("input()")).toBe("EOFError: nobody answers");
    expect(await python.value("sys.stdin.read()")).toBe("''");
    expect(await python.value("import subprocess; subprocess.run(['cat']).returncode")).toBe("0");
  });

  test("has variables of its own for one run", async ({ start }) => {
    const python = await start("python", { env: { KEPT: "kept" } });
    const look = "import os; os.environ.get('MINE'), os.environ['KEPT']";
    expect(await python.value(look, { env: { MINE: "1", KEPT: "2" } })).toBe("('1', '2')");
    expect(await python.value(look)).toBe("(None, 'kept')");
  });

  test("is in the folder that was wished for, and its modules there are found", async ({
    folder,
    start,
  }) => {
    await folder.put({ "mine.py": "x = 7", "json.py": "raise Exception('not the real one')" });
    const python = await start("python", { cwd: folder.path });
    expect(python.kernel.cwd).toBe(folder.path);
    expect(python.kernel.version).toMatch(/^Python 3\./);
    expect(await python.value("import mine; mine.x")).toBe("7");
    expect(await python.value("__name__, __import__('sys').argv")).toBe("('__main__', [''])");
  });
});
