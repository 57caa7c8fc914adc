import { SandboxError, TimeoutError } from "@e2b/code-interpreter";
import { describe, expect } from "vitest";
import { errorOf, soon } from "../fakeTest.ts";
import { call, execute, test } from "./codeTest.ts";

const notFound = { name: "NotFoundError" };

describe("a context", () => {
  test("is made, listed, told apart from others and removed", async ({ code }) => {
    const context = await code.createCodeContext({ language: "python", cwd: "/tmp" });
    expect(context).toEqual({ id: expect.any(String), language: "python", cwd: "/tmp" });
    const listed = await code.listCodeContexts();
    expect(listed.map(({ language }) => language)).toEqual(["python", "javascript", "python"]);
    expect(listed.at(-1)).toEqual(context);

    await code.runCode("x = 1");
    const { error } = await code.runCode("x", { context });
    expect(error).toMatchObject({ name: "NameError", value: "name 'x' is not defined" });
    const where = "import os; os.getcwd() == os.path.realpath('/tmp') or os.getcwd()";
    expect((await code.runCode(where, { context })).text).toMatch(/True|\/tmp$/);

    await code.removeCodeContext(context.id);
    expect(await code.listCodeContexts()).toHaveLength(2);
    expect(await errorOf(code.runCode("1", { context }))).toMatchObject(notFound);
    expect(await errorOf(code.removeCodeContext(context.id))).toMatchObject(notFound);
    expect(await errorOf(code.restartCodeContext("nobody"))).toMatchObject(notFound);
  });

  test("is restarted without what it had, and counts anew", async ({ fake, code }) => {
    const context = await code.createCodeContext();
    await code.runCode("x = 1", { context });
    await code.restartCodeContext(context);
    const run = await code.runCode("x", { context });
    expect([run.error?.name, run.executionCount]).toEqual(["NameError", 1]);
    await soon(() => fake.counts.processes).toBe(1);
  });

  test("that is restarted or removed under a cell tells it the unexpected end", async ({
    fake,
    code,
  }) => {
    const context = await code.createCodeContext();
    for (const disturb of ["restartCodeContext", "removeCodeContext"] as const) {
      let begun = (): void => {};
      const under = new Promise<void>((resolve) => (begun = resolve));
      const cell = "print(1)\nwhile True: pass";
      const run = code.runCode(cell, { context, onStdout: () => begun() });
      const after = code.runCode("2", { context });
      await under;
      await code[disturb](context);
      expect((await run).error?.name).toBe("UnexpectedEndOfExecution");
      const removed = disturb === "removeCodeContext";
      expect((await after).error?.name).toBe(removed ? "UnexpectedEndOfExecution" : undefined);
    }
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("that dies with a cell starts anew with the next", async ({ code }) => {
    await code.runCode("x = 1");
    const run = await code.runCode("import os; print('last words', flush=True); os._exit(3)");
    expect(run.error).toMatchObject({ name: "UnexpectedEndOfExecution", traceback: "" });
    expect(run.logs.stdout).toEqual(["last words\n"]);
    const next = await code.runCode("x");
    expect([next.error?.name, next.executionCount]).toEqual(["NameError", 1]);
  });

  test("runs one cell after the other, and other contexts meanwhile", async ({ code }) => {
    const other = await code.createCodeContext();
    const order: string[] = [];
    const run = async (name: string, cell: string, context?: typeof other) => {
      await code.runCode(cell, context ? { context } : {});
      order.push(name);
    };
    const wait = "import os, time\nwhile not os.path.exists('go'): time.sleep(0.01)";
    const runs = [run("first", wait), run("second", "1"), run("other", "1", other)];
    await soon(() => order).toEqual(["other"]);
    await code.files.write("/home/user/go", "");
    await Promise.all(runs);
    expect(order).toEqual(["other", "first", "second"]);
  });
});

describe("the interpreter refuses", () => {
  test("context and language at once", async ({ fake, code }) => {
    const [{ id } = { id: "" }] = await code.listCodeContexts();
    const refused = await execute(fake, code, { code: "1", context_id: id, language: "python" });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      "Only one of context_id or language can be provided",
    ]);
  });

  test("a context that is not there, in plain text", async ({ fake, code }) => {
    const refused = await execute(fake, code, { code: "1", context_id: "nobody" });
    expect([refused.status, await refused.text()]).toEqual([404, "Context nobody not found"]);
    expect(refused.headers.get("content-type")).toContain("text/plain");
    expect((await execute(fake, code, {})).status).toBe(422);
  });

  test("a language that it has not, and a folder that is not there", async ({ code }) => {
    const refusals = [
      () => code.runCode("1", { language: "cobol" }),
      () => code.createCodeContext({ language: "cobol" }),
      () => code.createCodeContext({ cwd: "/no/such/folder" }),
    ];
    for (const refusal of refusals) {
      const error = await errorOf(refusal());
      expect(error).toBeInstanceOf(SandboxError);
      expect(error.message).toContain("500");
    }
    expect(await code.listCodeContexts()).toHaveLength(2);
  });

  test("a default context that was removed", async ({ code }) => {
    const [python] = await code.listCodeContexts();
    await code.removeCodeContext(python?.id ?? "");
    expect(await errorOf(code.runCode("1"))).toMatchObject(notFound);
  });
});

describe("the interpreter", () => {
  test("is well, and asks for no token", async ({ fake, code }) => {
    expect(await (await call(fake, code, "/health")).json()).toBe("OK");
    expect((await call(fake, code, "/nothing")).status).toBe(404);
  });

  test("is in sandboxes of its own template only, snapshots of them included", async ({
    fake,
    Code,
    code,
  }) => {
    const base = await Code.create("base");
    expect(await errorOf(base.runCode("1"))).toBeInstanceOf(TimeoutError);
    expect((await call(fake, base, "/health")).status).toBe(502);
    await code.files.write("/home/user/kept", "yes");
    const { snapshotId } = await code.createSnapshot();
    const copy = await Code.create(snapshotId);
    expect((await copy.runCode("open('kept').read()")).text).toBe("yes");
    fake.faults.knobs.templates = ["code-interpreter-mine"];
    expect((await (await Code.create("code-interpreter-mine")).runCode("1")).text).toBe("1");
  });

  test("may be closed to those without the sandbox's token", async ({ fake, Code }) => {
    const box = await Code.create({ network: { allowPublicTraffic: false } });
    expect((await box.runCode("1")).text).toBe("1");
    expect(await box.listCodeContexts()).toHaveLength(2);
    const refused = await call(fake, box, "/health");
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 403 }]);
    const headers = { "e2b-traffic-access-token": "wrong" };
    expect((await call(fake, box, "/health", { headers })).status).toBe(403);
  });
});
