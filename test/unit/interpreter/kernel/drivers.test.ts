import { expect, test } from "vitest";
import { driverOf } from "../../../../src/interpreter/drivers/drivers.ts";
import { supervisorSource } from "../../../../src/interpreter/drivers/supervisor.ts";
import { languages } from "../../../../src/interpreter/engine.ts";

const local = ["python", "javascript", "typescript", "bash"] as const;

test("what is sent into a sandbox is plain text that no shell, bundler or terminal changes", () => {
  for (const source of [supervisorSource, ...local.map((language) => driverOf(language).source)])
    expect(source).toMatch(/^[\n -~]+$/);
});

test("what stands on the command line is short, and names the program for the sandbox to find", () => {
  for (const language of local) {
    const { program, args } = driverOf(language);
    expect([program, ...args].join(" ").length).toBeLessThan(1000);
    expect(["python3", "node", "bash"]).toContain(program);
  }
});

test("a language without a driver is refused with what there is", () => {
  const others = languages.filter((language) => !local.some((each) => each === language));
  for (const language of others)
    expect(() => driverOf(language)).toThrow(
      expect.objectContaining({
        code: "usage",
        remedy: expect.stringContaining("python, javascript, typescript, bash"),
      }),
    );
});

test("requests are one line of JSON, or fields for bash, whatever is in them", () => {
  const request = { run: 3, code: "a\nb\0'\ud800", env: { A: "1\n2", "no name": "x" } };
  const line = driverOf("python").request(request);
  expect(line.indexOf("\n")).toBe(line.length - 1);
  expect(JSON.parse(line)).toEqual(request);
  expect(driverOf("javascript").answer(2, undefined)).toBe('{"answer":null,"question":2}\n');
  const bash = driverOf("bash");
  const [kind, run, before, code, after, end] = bash.request(request).split("\0");
  expect([kind, run, code, end]).toEqual(["run", "3", "a\nb'\ud800", ""]);
  expect(before).toContain("export A='1\n2'");
  expect(`${before}${after}`).not.toContain("no name");
  expect(bash.answer(2, "x\0y")).toBe("answer\u00002\u00001\0xy\0");
  expect(bash.answer(2, undefined)).toBe("answer\u00002\u00000\0\0");
});
