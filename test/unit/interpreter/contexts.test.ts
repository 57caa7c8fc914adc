import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { Contexts, type ContextsOptions } from "../../../src/interpreter/contexts.ts";
import type { Output } from "../../../src/interpreter/engine.ts";
import { codeOf } from "../../fakes/codeOf.ts";
import { MemoryEngine } from "../../fakes/memoryEngine.ts";

function make(options: Partial<ContextsOptions> = {}) {
  const engine = new MemoryEngine();
  const contexts = new Contexts({ engine, provider: "local", ...options });
  const states: string[] = [];
  contexts.onDidChange(({ state }) => states.push(state.kind));
  return { engine, contexts, states };
}

const python = { language: "python" } as const;
const failure = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => error as Failure,
  );

describe("a context", () => {
  it("is known by its id from the start, and tells its state by an event each time", async () => {
    const { contexts, states } = make();
    const before = Date.now();
    const context = await contexts.create({ ...python, description: "mine", cwd: "/here" });
    expect(context).toMatchObject({ provider: "local", description: "mine", cwd: "/here" });
    expect(context.createdAt).toBeGreaterThanOrEqual(before);
    await context.run("set 1");
    context.rename("yours");
    expect(context.description).toBe("yours");
    await context[Symbol.asyncDispose]();
    expect(states).toEqual(["starting", "idle", "running", "idle", "idle", "stopped"]);
    expect(contexts.list()).toEqual([]);
    expect(codeOf(() => contexts.find(context.id))).toBe("usage");
  });

  it("runs one after the other in order, and others run beside it", async () => {
    const { engine, contexts } = make();
    const [one, other] = [await contexts.create(python), await contexts.create(python)];
    const order: string[] = [];
    const run = async (name: string, context: typeof one, code: string): Promise<void> => {
      await context.run(code);
      order.push(name);
    };
    const runs = [run("a", one, "wait"), run("b", one, ""), run("c", one, ""), run("d", other, "")];
    await expect.poll(() => order).toEqual(["d"]);
    expect(one.state.kind).toBe("running");
    engine.kernels[0]?.release();
    await Promise.all(runs);
    expect(order).toEqual(["d", "a", "b", "c"]);
    expect(one.state.kind).toBe("idle");
  });

  it("drops a run that is cancelled while it waits, and only that one", async () => {
    const { engine, contexts } = make();
    const context = await contexts.create(python);
    const first = context.run("wait");
    const cancel = new AbortController();
    const second = context.run("set second", { signal: cancel.signal });
    const third = context.run("set third");
    cancel.abort();
    expect(await failure(second)).toMatchObject({ code: "cancelled" });
    engine.kernels[0]?.release();
    await Promise.all([first, third]);
    expect(engine.kernels[0]?.memory).toEqual(["third"]);
    expect(await failure(context.run("1", { signal: cancel.signal }))).toBeInstanceOf(Failure);
  });

  it("goes on with what waits when what runs is interrupted", async () => {
    const { contexts } = make();
    const context = await contexts.create(python);
    const [first, second] = [context.run("wait"), context.run("set on")];
    await expect.poll(() => context.state.kind).toBe("running");
    await context.interrupt();
    expect(await first).toMatchObject({ error: { name: "KeyboardInterrupt" } });
    expect(await second).toMatchObject({ count: 2 });
  });

  it("loses its state by a restart, which cancels what runs and waits and keeps the id", async () => {
    const { engine, contexts } = make();
    const context = await contexts.create({ ...python, cwd: "/here" });
    await context.run("set 1");
    const failing = [failure(context.run("wait")), failure(context.run("set 2"))];
    await expect.poll(() => context.state.kind).toBe("running");
    const restarting = context.restart();
    const after = context.run("set 3");
    for (const each of failing)
      expect(await each).toMatchObject({
        code: "cancelled",
        message: "The context was restarted.",
      });
    await restarting;
    expect(await after).toMatchObject({ count: 1 });
    expect(engine.kernels.map(({ memory, cwd }) => [memory, cwd])).toEqual([
      [["1"], "/here"],
      [["3"], "/here"],
    ]);
    expect(contexts.find(context.id)).toBe(context);
  });

  it("that was stopped runs nothing, and what ran is told so", async () => {
    const { contexts } = make();
    const context = await contexts.create(python);
    const failing = [failure(context.run("wait")), failure(context.run(""))];
    await context[Symbol.asyncDispose]();
    const message = "The context was stopped.";
    for (const each of failing) expect(await each).toMatchObject({ message });
    expect(await failure(context.run(""))).toMatchObject({ message });
    expect(await failure(context.restart())).toMatchObject({ message });
  });

  it("whose kernel ends has failed with that reason until it is restarted", async () => {
    const { engine, contexts, states } = make();
    const context = await contexts.create(python);
    expect(await failure(context.run("die"))).toMatchObject({ message: "The interpreter died." });
    expect(context.state).toMatchObject({ kind: "failed", failure: { code: "sandboxFailed" } });
    expect(await failure(context.run(""))).toMatchObject({ message: "The interpreter died." });
    await context.restart();
    expect(await context.run("set 1")).toMatchObject({ count: 1 });
    engine.kernels[1]?.end(new Failure("sandboxFailed", "Gone."));
    await expect.poll(() => context.state.kind).toBe("failed");
    expect(states.at(-1)).toBe("failed");
  });

  it("that cannot start is not there, and one that cannot start again has failed", async () => {
    const { contexts } = make();
    expect(await failure(contexts.create({ language: "r" }))).toMatchObject({ code: "usage" });
    expect(contexts.list()).toEqual([]);
  });
});

describe("output", () => {
  it("beyond the bound is left out and counted, whatever kind it is of", async () => {
    const { contexts } = make({ maxOutputBytes: 11 });
    const context = await contexts.create(python);
    const seen: Output[] = [];
    await context.run("say grüß\nsay öö\ndraw\nsay x", { onOutput: (one) => seen.push(one) });
    expect(seen).toEqual([
      { kind: "stream", stream: "stdout", text: "grüß\n" },
      { kind: "stream", stream: "stdout", text: "öö" },
      { kind: "cut", bytes: 1 + 8 + 4 + 2 },
    ]);
  });

  it("that is cleared makes room again, and no character is cut in two", async () => {
    const { contexts } = make({ maxOutputBytes: 4 });
    const context = await contexts.create(python);
    const seen: Output[] = [];
    await context.run("say abcö\nclear\nsay ab", { onOutput: (one) => seen.push(one) });
    expect(seen).toEqual([
      { kind: "stream", stream: "stdout", text: "abc" },
      { kind: "clear", wait: false },
      { kind: "stream", stream: "stdout", text: "ab\n" },
      { kind: "cut", bytes: 3 },
    ]);
    expect(await context.run("say nobody listens")).toMatchObject({ count: 2 });
  });
});

describe("the default context", () => {
  it("is one for each language and owner, and its start is shared", async () => {
    const { engine, contexts } = make();
    const all = await Promise.all([
      contexts.defaultOf("python", "a"),
      contexts.defaultOf("python", "a"),
      contexts.defaultOf("python", "b"),
      contexts.defaultOf("bash", "a"),
    ]);
    expect(all[0]).toBe(all[1]);
    expect(engine.kernels).toHaveLength(3);
    expect(await contexts.defaultOf("python", "a")).toBe(all[0]);
  });

  it("is made anew once when it has failed or was stopped, however many want it", async () => {
    const { engine, contexts } = make();
    const first = await contexts.defaultOf("python");
    await failure(first.run("die"));
    const again = await Promise.all([contexts.defaultOf("python"), contexts.defaultOf("python")]);
    expect(again[0]).toBe(again[1]);
    expect(again[0]).not.toBe(first);
    await again[0]?.[Symbol.asyncDispose]();
    expect(await contexts.defaultOf("python")).not.toBe(again[0]);
    expect(engine.kernels).toHaveLength(3);
    expect(contexts.list()).toHaveLength(1);
    for (const _ of [1, 2])
      expect(await failure(contexts.defaultOf("r"))).toMatchObject({ code: "usage" });
  });
});

describe("an owner", () => {
  it("sees his own and what is shared, and nobody else's", async () => {
    const { contexts } = make();
    const own = await contexts.create({ ...python, owner: "a" });
    const shared = await contexts.create({ ...python, owner: "b", shared: true });
    const foreign = await contexts.create({ ...python, owner: "b" });
    expect(contexts.list("a")).toEqual([own, shared]);
    expect(contexts.list()).toEqual([own, shared, foreign]);
    expect(contexts.find(shared.id, "a")).toBe(shared);
    expect(() => contexts.find(foreign.id, "a")).toThrow(`Context ${foreign.id} not found.`);
  });

  it("who leaves takes his own along, and leaves what is shared", async () => {
    const { contexts } = make();
    await contexts.create({ ...python, owner: "a" });
    const shared = await contexts.create({ ...python, owner: "a", shared: true });
    await contexts.leave("a");
    expect(contexts.list()).toEqual([shared]);
  });
});

it("there are only so many contexts, and none after the end", async () => {
  const { contexts, engine } = make({ maxContexts: 1 });
  const only = await contexts.create(python);
  expect(await failure(contexts.create(python))).toMatchObject({ code: "planLimit" });
  let open = (): void => {};
  engine.gate = new Promise((resolve) => (open = resolve));
  const restarting = failure(only.restart());
  await contexts[Symbol.asyncDispose]();
  open();
  expect(await restarting).toMatchObject({ message: "The context was stopped." });
  expect(await failure(contexts.create(python))).toMatchObject({ code: "cancelled" });
});

it("a context that nobody uses for a while is stopped, and none that runs", async () => {
  const { contexts, engine } = make({ idleMs: 60 });
  const [used, left] = [await contexts.create(python), await contexts.create(python)];
  const running = used.run("wait");
  await expect.poll(() => contexts.list()).toEqual([used]);
  expect(left.state.kind).toBe("stopped");
  engine.kernels[0]?.release();
  await running;
  await expect.poll(() => contexts.list()).toEqual([]);
});

it("the end waits for what is already being stopped", async () => {
  const { contexts, engine } = make();
  const context = await contexts.create(python);
  let close = (): void => {};
  const closing = new Promise<void>((resolve) => (close = resolve));
  Object.assign(engine.kernels[0] ?? {}, { [Symbol.asyncDispose]: () => closing });
  const stopping = context[Symbol.asyncDispose]();
  expect(contexts.list()).toEqual([]);
  let isOver = false;
  const ending = contexts[Symbol.asyncDispose]().then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  close();
  await Promise.all([stopping, ending]);
});
