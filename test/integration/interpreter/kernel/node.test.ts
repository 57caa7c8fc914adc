import { describe, expect } from "vitest";
import { test } from "./kernelTest.ts";

describe("a cell of JavaScript", () => {
  test("prints, shows and counts, each in its turn", async ({ start }) => {
    const node = await start("javascript");
    const code = 'console.log("a"); console.error("b"); display({ c: 1 }); console.log("d"); "x"';
    const { order, count } = await node.run(code);
    expect(order).toEqual(["stdout a", "stderr b", "shown { c: 1 }", "stdout d", "main 'x'"]);
    expect(count).toBe(1);
    expect(await node.run("undefined")).toMatchObject({ count: 2, shown: [] });
    expect(await node.value("[1n, NaN, -0, Symbol('q'), new Map([[1, 2]])]")).toBe(
      "[ 1n, NaN, -0, Symbol(q), Map(1) { 1 => 2 } ]",
    );
    expect(await node.value("-0")).toBe("-0");
    expect(await node.value("12n")).toBe("12n");
    expect(await node.value("Symbol('q')")).toBe("Symbol(q)");
    expect(await node.value("Promise.resolve(5)")).toBe("5");
    expect((await node.run("console.clear()")).order).toEqual(["clear false"]);
  });

  test("finds what the cells before it declared, may declare it again, and may wait", async ({
    start,
  }) => {
    const node = await start("javascript");
    await node.run("const a = 1; let b = 2; class C {} function f() { return a }");
    expect(await node.value("const a = 10, b = 20; class C { d = 1 } a + b + f()")).toBe("40");
    expect(await node.value("let C = await new Promise((r) => setTimeout(r, 1, 7)); C")).toBe("7");
    await node.run("globalThis.later = []; setTimeout(() => later.push('timer'), 1)");
    expect(await node.value("await new Promise((r) => setTimeout(r, 9)); later[0]")).toBe(
      "'timer'",
    );
    expect(await node.value("for await (const x of [1, 2]) b += x; b")).toBe("23");
  });

  test("imports and requires, from its own folder too", async ({ folder, start }) => {
    await folder.put({
      "mine.mjs": "export const x = 1; export default 2;",
      "node_modules/ours/package.json": '{"main": "main.js"}',
      "node_modules/ours/main.js": "module.exports = { y: 3 };",
    });
    const node = await start("javascript", { cwd: folder.path });
    const code = 'import fs, { readFileSync as read } from "node:fs";\nimport * as os from "os"\n';
    expect(await node.value(`${code}[typeof read, typeof fs.read, typeof os.EOL]`)).toBe(
      "[ 'function', 'function', 'string' ]",
    );
    expect(await node.value('import two, { x } from "./mine.mjs"; x + two')).toBe("3");
    expect(await node.value('(await import("./mine.mjs")).x + require("ours").y')).toBe("4");
    expect(await node.value('import ours from "ours"; ours.y')).toBe("3");
    expect(await node.value("import.meta.dirname")).toBe(`'${folder.path}'`);
    expect(await node.value("export const z = 1; z")).toBe("1");
    const text =
      'const s = `import("x") ${`const ${[1]}`} ${"}"}`; s + /[/"]const/.source + "import"';
    expect(await node.value(text)).toBe(`'import("x") const 1 }[/"]constimport'`);
    expect(node.kernel).toMatchObject({
      cwd: folder.path,
      version: expect.stringMatching(/^Node \d/),
    });
  });

  test("fails with name, value and its own lines", async ({ start }) => {
    const node = await start("javascript");
    const { error } = await node.run('function f() {\n  throw new TypeError("boom");\n}\n\nf();');
    expect(error).toEqual({
      ...{ name: "TypeError", value: "boom" },
      traceback:
        'cell-1:2\n  throw new TypeError("boom");\n        ^\n\n' +
        "TypeError: boom\n    at f (cell-1:2:9)\n    at cell-1:5:1",
    });
    expect((await node.run("1;\nlet let = 2")).error).toMatchObject({ name: "SyntaxError" });
    expect((await node.run("throw { odd: 1 }")).error).toMatchObject({ value: "{ odd: 1 }" });
    const late = await node.run(
      'await 1;\nthrow new RangeError("late", { cause: new Error("why") })',
    );
    expect(late.error?.traceback).toMatch(/^cell-4:2\n[^]*RangeError: late[^]*cause[^]*why/);
    expect((await node.run("process.exit(4); 1")).error).toMatchObject({
      name: "ExitStatus",
      value: "4",
    });
    expect(await node.run("await 1; process.exit(); 1")).toMatchObject({
      shown: [],
      error: undefined,
    });
    await node.run('setTimeout(() => { throw new Error("unheard") }, 1); Promise.reject(1)');
    const { err } = await node.run("await new Promise((r) => setTimeout(r, 20))");
    expect(err).toContain("Uncaught Error: unheard\n    at Timeout._onTimeout (cell-7:1:");
  });

  test("may declare what its driver uses", async ({ start }) => {
    const node = await start("javascript");
    const names = "process, Buffer, JSON, Object, Promise, Symbol, fs, inspect, console, session";
    await node.run(`const [${names}, tell, interrupt, current] = [];`);
    expect(await node.value("await 1; typeof process")).toBe("'undefined'");
    expect((await node.run("throw new Error('x')")).error?.value).toBe("x");
  });

  test("asks the user, and has variables of its own for one run", async ({ start }) => {
    const node = await start("javascript");
    expect(
      await node.value("prompt('who?')", { onInput: async ({ prompt }) => `${prompt} é` }),
    ).toBe("'who? é'");
    expect(await node.value("prompt()")).toBe("null");
    expect(await node.value("process.env.MINE", { env: { MINE: "1" } })).toBe("'1'");
    expect(await node.run("process.env.MINE")).toMatchObject({ shown: [] });
  });

  test("has the output of programs that it starts", async ({ start }) => {
    const node = await start("javascript");
    const code =
      "require('child_process').execSync('seq 30000; echo e >&2', { stdio: 'inherit' });";
    const { out, err } = await node.run(code);
    expect([out.split("\n").length, err]).toEqual([30_001, "e\n"]);
  });
});

test("a cell of TypeScript has its types left out, and its own lines kept", async ({ start }) => {
  const node = await start("typescript");
  expect(await node.value("interface A { b: number }\nconst a: A = { b: 1 };\na.b")).toBe("1");
  expect(await node.value("enum E { X = 3 }\nE.X")).toBe("3");
  expect(await node.value('import type { Q } from "x"; import { sep } from "path"; sep')).toBe(
    "'/'",
  );
  const { error } = await node.run("type T = string;\n\nthrow new Error('x' as T)");
  expect(error?.traceback).toMatch(/^cell-4:3\n/);
  expect((await node.run("let x: = 1")).error?.name).toBe("SyntaxError");
});
