import { TimeoutError } from "@e2b/code-interpreter";
import { expect } from "vitest";
import { errorOf, soon } from "../fakeTest.ts";
import { test } from "./codeTest.ts";

test("kernels start with their first cell, count as processes and die with the sandbox", async ({
  fake,
  code,
}) => {
  expect(fake.counts.processes).toBe(0);
  for (const language of ["python", "js", "bash"]) await code.runCode("1", { language });
  await code.createCodeContext();
  await soon(() => fake.counts.processes).toBe(4);
  expect(await code.commands.list()).toEqual([]);
  await code.kill();
  expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
});

test("a kill under a cell is told as a kill", async ({ code }) => {
  const run = code.runCode("print(1)\nwhile True: pass", {
    onStdout: async () => void (await code.kill()),
  });
  const error = await errorOf(run);
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error.message).toContain("The sandbox was killed");
  expect(await errorOf(code.runCode("1"))).toBeInstanceOf(TimeoutError);
});

test("a pause keeps contexts with their variables", async ({ fake, Code, code }) => {
  const context = await code.createCodeContext({ language: "js" });
  await code.runCode("x = 1");
  await code.runCode("let y = 2", { context });
  await code.pause();
  expect(fake.counts.processes).toBe(2);
  const again = await Code.connect(code.sandboxId);
  expect((await again.runCode("x")).text).toBe("1");
  expect((await again.runCode("y", { context })).text).toBe("2");
  expect((await again.runCode("x")).executionCount).toBe(3);
});

test("a pause under a cell cuts its answer, and it is interrupted after the resume", async ({
  Code,
  code,
}) => {
  await code.runCode("x = 1");
  const run = code.runCode("x = 2\nprint(1)\nwhile True: pass", {
    onStdout: async () => void (await code.pause()),
  });
  expect(await errorOf(run)).toBeInstanceOf(TimeoutError);
  const again = await Code.connect(code.sandboxId);
  expect((await again.runCode("x")).text).toBe("2");
});

test("a pause without memory leaves new contexts", async ({ fake, Code, code }) => {
  const context = await code.createCodeContext();
  await code.runCode("x = 1");
  await code.pause({ keepMemory: false });
  expect(fake.counts.processes).toBe(0);
  const again = await Code.connect(code.sandboxId);
  const listed = await again.listCodeContexts();
  expect(listed.map(({ language }) => language)).toEqual(["python", "javascript"]);
  expect(listed.map(({ id }) => id)).not.toContain(context.id);
  expect((await again.runCode("x")).error?.name).toBe("NameError");
});

test("a cell wakes a sandbox that was made so", async ({ Code }) => {
  const box = await Code.create({ lifecycle: { onTimeout: "pause", autoResume: true } });
  await box.runCode("x = 1");
  await box.pause();
  expect((await box.runCode("x")).text).toBe("1");
});

test("cells and commands see the same files", async ({ code }) => {
  await code.commands.run("echo one > shared");
  expect((await code.runCode("open('shared', 'a').write('two'); open('shared').read()")).text).toBe(
    String.raw`one\ntwo`,
  );
  expect(await code.files.read("shared")).toBe("one\ntwo");
});
