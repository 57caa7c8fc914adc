import { describe, expect } from "vitest";
import { defaultLimits } from "../../../../src/sandbox/sandbox.ts";
import { KernelEngine } from "../../../../src/interpreter/kernel/kernelEngine.ts";
import { kinds, testOf } from "../../sandbox/contract/contractTest.ts";
import { Cells } from "./kernelTest.ts";

const spec = { limits: { ...defaultLimits, memoryMB: 512 } };

describe.each(kinds.filter(({ isReal }) => isReal))("kernels $name", (kind) => {
  const test = testOf(kind);

  test("run code of each language, and are interrupted", async ({ open }) => {
    await using engine = new KernelEngine({ sandbox: await open(spec) });
    const python = new Cells(await engine.start({ language: "python" }));
    const code =
      "import os, sys\nprint('é' * 100_000)\nos.system('echo two >&2')\ninput('?') + str(x)";
    await python.run("x = 7");
    const ran = await python.run(code, { onInput: async ({ prompt }) => `${prompt}€` });
    expect([ran.out, ran.err]).toEqual([`${"é".repeat(100_000)}\n`, "two\n"]);
    expect(ran.shown.at(-1)).toEqual({ "text/plain": "'?€7'" });
    const stopped = python.stopped("print('ready')\nwhile True: pass");
    await expect(stopped).rejects.toMatchObject({ message: "Cancelled." });
    expect(await python.value("x")).toBe("7");
    const node = new Cells(await engine.start({ language: "javascript" }));
    expect(await node.value("const y = await Promise.resolve(8); y")).toBe("8");
    await expect(node.stopped("console.log('ready'); for (;;) {}")).rejects.toThrow("Cancelled.");
    expect(await node.value("y")).toBe("8");
    const bash = new Cells(await engine.start({ language: "bash", cwd: "/tmp" }));
    expect((await bash.run("pwd; exit 3")).out).toBe("/tmp\n");
    await expect(bash.stopped("echo ready; sleep 100")).rejects.toThrow("Cancelled.");
  });

  test("that die say how, and the engine starts others", async ({ open }) => {
    await using engine = new KernelEngine({ sandbox: await open(spec), times: { graceMs: 1000 } });
    const dead = new Cells(await engine.start({ language: "python" }));
    await expect(dead.run("import os; os._exit(3)")).rejects.toMatchObject({
      ...{ code: "sandboxFailed", message: "python3 ended itself with exit code 3." },
    });
    const stubborn = new Cells(await engine.start({ language: "bash" }));
    const ignoring = "trap '' INT; echo ready; while :; do :; done";
    await expect(stubborn.stopped(ignoring)).rejects.toThrow("did not stop");
    expect(await new Cells(await engine.start({ language: "python" })).value("1 + 1")).toBe("2");
  });

  test.runIf(kind.limits.includes("memory"))(
    "that take too much are told the limit",
    async ({ open }) => {
      await using engine = new KernelEngine({ sandbox: await open(spec) });
      const python = new Cells(await engine.start({ language: "python" }));
      const greedy = "held = []\nwhile True: held.append(bytearray(16 << 20))";
      await expect(python.run(greedy)).rejects.toMatchObject({
        ...{ code: "sandboxFailed", message: expect.stringContaining("512 MB") },
      });
    },
  );
});
