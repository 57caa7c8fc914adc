import { expect } from "vitest";
import { KernelEngine } from "../../../../src/interpreter/kernel/kernelEngine.ts";
import type { Program } from "../../../../src/sandbox/e2b/process/program.ts";
import type { Sandbox } from "../../../../src/sandbox/sandbox.ts";
import { MemoryFiles } from "../../../fakes/memoryFiles.ts";
import { test } from "../../sandbox/e2b/process/machine.ts";
import { Cells } from "./kernelTest.ts";

test("a kernel keeps what it holds over pauses of its microVM, and what runs goes on", async ({
  start,
  machine,
  box,
}) => {
  const programs: Program[] = [];
  const sandbox: Sandbox = {
    ...({ id: "paused", provider: "e2b", caveats: [] } as const),
    files: new MemoryFiles(),
    start: async (command) => {
      const program = await start(command);
      programs.push(program);
      return program;
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const pause = async (): Promise<void> => {
    for (const program of programs) await program.detach();
    await box.pause();
    const resumed = await machine.resume();
    for (const program of programs) await program.attach(resumed);
  };
  await using engine = new KernelEngine({ sandbox });
  const python = new Cells(await engine.start({ language: "python" }));
  await python.run("x = 41");
  await pause();
  expect(await python.value("x + 1")).toBe("42");
  let begun = (): void => {};
  const ready = new Promise<void>((resolve) => (begun = resolve));
  const code = "import time\nprint('ready')\nfor i in range(20): time.sleep(0.02); print(i)";
  const running = python.run(code, { onOutput: () => begun() });
  await ready;
  await pause();
  expect((await running).out).toBe(`ready\n${[...Array(20).keys()].join("\n")}\n`);
});
