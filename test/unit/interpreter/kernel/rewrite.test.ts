import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { rewrite } from "../../../../src/interpreter/drivers/node/rewrite.ts";

const rewritten = runInNewContext(`${rewrite}; rewritten`) as (code: string) => string;

test("imports become awaited ones, whatever their form", () => {
  const loads = (code: string): string => rewritten(code).replaceAll("await __import", "load");
  expect(loads('import "a"')).toBe('load("a");');
  expect(loads("import a from 'a'")).toBe("let { default: a } = load('a');");
  expect(loads('import a, { b as c, d } from "a";')).toBe(
    'let { default: a, b: c, d } = load("a");;',
  );
  expect(loads('import * as a from "a"')).toBe('let a = load("a");');
  expect(loads('import b, * as a from "a"')).toBe('let a = load("a"); let b = a.default;');
  expect(loads('import {\n  a,\n  b,\n} from "a"\nc')).toBe('let { a, b, } = load("a")\n\n\n;\nc');
  expect(loads('import j from "./j.json" with { type: "json" }')).toContain('load("./j.json")');
  expect(rewritten('x = import("a"), import.meta.url')).toBe(
    'x = __import("a"), __import.meta.url',
  );
  expect(rewritten("function f() { return import('a') }")).toContain("return __import('a')");
});

test("only what stands at the top may be declared again or is exported", () => {
  expect(rewritten("const a = 1;\nfor (const b of c) { const d = 1 }")).toBe(
    "let   a = 1;\nfor (const b of c) { const d = 1 }",
  );
  expect(rewritten("export const a = 1; export default { a }")).toBe("let   a = 1; { a }");
  expect(rewritten("a.const = b.import('c')")).toBe("a.const = b.import('c')");
});

test("text, comments, templates and regular expressions stay as they are", () => {
  const same = [
    "'const a' + \"import('b')\" + 'it\\'s const'",
    "// const a\n/* import('b')\n const */",
    "`const ${`import('a') ${'}'}`} const`",
    '/const [/] import("a")/g.test(a / b / c)',
    'a = b / 2; c = d / /"/.source',
    "`unfinished const",
    "'unfinished const",
  ];
  for (const code of same) expect(rewritten(code)).toBe(code);
});
