import { expect, test } from "vitest";
import type { Output } from "../../../../src/interpreter/engine.ts";
import { KernelEngine } from "../../../../src/interpreter/kernel/kernelEngine.ts";
import { defaultLimits } from "../../../../src/sandbox/sandbox.ts";
import { MemorySandboxes, type Program } from "../../../fakes/memorySandboxes.ts";
import { greeting, scripted } from "./scriptedSupervisor.ts";

async function engineOn(perl: Program | undefined, times = {}) {
  const sandboxes = new MemorySandboxes(perl === undefined ? {} : { perl });
  const sandbox = await sandboxes.open({
    ...{ id: "memory", mounts: [], network: "none", limits: defaultLimits },
    install: { commands: [], network: "none" },
  });
  return { engine: new KernelEngine({ sandbox, times, env: { A: "b" } }), sandboxes };
}

async function startOn(perl: Program, times = {}) {
  const { engine, sandboxes } = await engineOn(perl, times);
  return { engine, sandboxes, kernel: await engine.start({ language: "python", cwd: "/home" }) };
}

const done = (run: number) => ({ is: "done", run });

test("nothing of a driver stands on the command line, and the engine's variables go along", async () => {
  const { kernel, sandboxes } = await startOn(greeting(() => undefined));
  expect(kernel).toMatchObject({ language: "python", cwd: "/home", version: "Python 3" });
  const [command] = sandboxes.started;
  expect(command).toMatchObject({ program: "perl", cwd: "/home", env: { A: "b" } });
  expect(command?.args.join(" ").length).toBeLessThan(1000);
  expect(command?.args).toContain("python3");
  await kernel[Symbol.asyncDispose]();
});

test("messages that nobody has asked for, lies and noise change nothing", async () => {
  const { kernel } = await startOn(
    greeting((run, _code, say) => {
      for (const line of ["", "noise", "[1]", "null", '{"is":"done"}', '{"is":"raw"}', "{"])
        say(line);
      say(done(run + 1));
      say({ is: "ready", cwd: 5 });
      say({ is: "display", data: [1], main: "yes", id: 4 });
      say({ is: "ask", question: "none", prompt: {} });
      say({ is: "stream", stream: "elsewhere", text: "x" });
      say({ is: "clear" });
      say({ is: "done", run, error: { name: 1 } });
      say(done(run));
    }),
  );
  const outputs: Output[] = [];
  const { error } = await kernel.run("1", { onOutput: (output) => outputs.push(output) });
  expect(error).toEqual({ name: "", value: "", traceback: "" });
  expect(outputs).toEqual([
    { kind: "display", isMain: false, data: {} },
    { kind: "stream", stream: "stdout", text: "x" },
    { kind: "clear", wait: false },
  ]);
});

test("what comes between two runs is shown by the second, first", async () => {
  const { kernel } = await startOn(
    greeting((run, code, say) => {
      say({ is: "raw", stream: "stdout", text: code });
      say(done(run));
      say({ is: "raw", stream: "stderr", text: `late ${code}` });
    }),
  );
  expect((await kernel.run("a")).count).toBe(1);
  const outputs: Output[] = [];
  await kernel.run("b", { onOutput: (output) => outputs.push(output) });
  expect(outputs).toEqual([
    { kind: "stream", stream: "stderr", text: "late a" },
    { kind: "stream", stream: "stdout", text: "b" },
  ]);
});

test("a listener that throws fails its run alone, and only when it is over", async () => {
  const { kernel } = await startOn(
    greeting((run, code, say) => {
      say({ is: "raw", stream: "stdout", text: code });
      say({ is: "ask", question: run, prompt: "" });
      say({ is: "raw", stream: "stdout", text: "more" });
      say(done(run));
    }),
  );
  let heard = 0;
  const failing = (): never => {
    heard++;
    throw new Error("broken");
  };
  const run = kernel.run("a", { onOutput: failing, onInput: failing });
  await expect(run).rejects.toMatchObject({ code: "internal", message: "broken" });
  expect(heard).toBe(3);
  expect((await kernel.run("b")).count).toBe(2);
});

test("a run is interrupted with the grace that is wished for, and settles when it has stopped", async () => {
  let graces: string | undefined;
  let stop = (): void => {};
  const { kernel } = await startOn(
    scripted(({ words, payload }, say) => {
      if (words[0] === "start") say({ is: "ready" });
      if (words[0] === "run") stop = () => say(done((JSON.parse(payload) as { run: number }).run));
      if (words[0] === "interrupt") [, graces] = words;
    }),
    { graceMs: 77 },
  );
  const stopping = new AbortController();
  let settled = false;
  const run = kernel.run("1", { signal: stopping.signal }).finally(() => (settled = true));
  stopping.abort();
  await expect.poll(() => graces).toBe("77");
  expect(settled).toBe(false);
  stop();
  await expect(run).rejects.toMatchObject({ code: "cancelled", message: "Cancelled." });
});

test("each way of ending has its words", async () => {
  const ended = async (gone: object | undefined, exit: Awaited<ReturnType<Program>>) => {
    const program = greeting((_run, _code, say) => {
      if (gone !== undefined) say({ is: "gone", code: 0, signal: 0, ...gone });
      return 0;
    });
    const { kernel } = await startOn(async (io) => {
      await program(io);
      return exit;
    });
    return kernel.run("1").catch((error: Error) => error.message);
  };
  expect(await ended({ code: 3 }, 3)).toBe("python3 ended itself with exit code 3.");
  expect(await ended({ signal: 11 }, 139)).toBe("python3 was ended by SIGSEGV.");
  expect(await ended({ signal: 99 }, 1)).toBe("python3 was ended by signal 99.");
  expect(await ended({ missing: "No such file" }, 127)).toBe(
    "python3 cannot be run in the sandbox: No such file.",
  );
  const limit = { kind: "limit", limit: "memory", message: "more than 9 MB." } as const;
  expect(await ended({ signal: 9 }, limit)).toBe(
    "The python3 of this context was ended: more than 9 MB.",
  );
  expect(await ended(undefined, { kind: "lost", message: "gone." })).toBe(
    "The sandbox went away under this context: gone.",
  );
  expect(await ended(undefined, 70)).toBe("The context ended with exit code 70.");
  expect(await ended(undefined, 127)).toContain("perl cannot be run in the sandbox");
});

test("a start that comes to nothing leaves nothing behind, and says why", async () => {
  const mute = scripted(() => undefined);
  const { engine } = await engineOn(mute, { startMs: 30 });
  await expect(engine.start({ language: "python" })).rejects.toMatchObject({ code: "timeout" });
  const stopping = new AbortController();
  const { engine: other } = await engineOn(mute);
  const start = other.start({ language: "python" }, { signal: stopping.signal });
  stopping.abort();
  await expect(start).rejects.toMatchObject({ code: "cancelled" });
  await expect(
    other.start({ language: "python" }, { signal: stopping.signal }),
  ).rejects.toMatchObject({ code: "cancelled" });
  const { engine: bare } = await engineOn(undefined);
  await expect(bare.start({ language: "python" })).rejects.toMatchObject({
    ...{ code: "commandNotFound", message: "perl cannot be run in the sandbox: it was not found." },
  });
  const closing = other.start({ language: "python" });
  await other[Symbol.asyncDispose]();
  await expect(closing).rejects.toMatchObject({ code: "cancelled" });
  await expect(other.start({ language: "python" })).rejects.toMatchObject({
    code: "sandboxFailed",
  });
});

test("closing an engine ends its kernels, and a run of theirs says so", async () => {
  const { engine, kernel } = await startOn(greeting(() => undefined));
  const run = kernel.run("1");
  await engine[Symbol.asyncDispose]();
  await expect(run).rejects.toMatchObject({
    code: "cancelled",
    message: "The context was closed.",
  });
  expect(await kernel.ended).toMatchObject({ code: "cancelled" });
});
