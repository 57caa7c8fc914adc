import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import { Keeper } from "../../../../src/interpreter/keeper/keeper.ts";
import { KeptContexts } from "../../../../src/interpreter/keeper/keptContexts.ts";
import type { Output } from "../../../../src/interpreter/engine.ts";
import { MemoryPlace } from "../../../fakes/memoryPlace.ts";

/** A keeper of contexts in memory, and a client of it over a real socket. */
async function keeping(keepMs = 60_000) {
  const folder = await mkdtemp(join(tmpdir(), "keeper-"));
  const path = join(folder, "k.sock");
  const place = new MemoryPlace();
  const keeper = await Keeper.listen({ contexts: place.contexts, path, keepMs });
  let isOver = false;
  void keeper.over.then(() => (isOver = true));
  const kept = new KeptContexts(path);
  const { id } = await kept.create({ language: "python", description: "mine", cwd: "/w" });
  const dispose = async (): Promise<void> => {
    await keeper[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  const isRunning = () => expect.poll(() => place.contexts.find(id).state.kind).toBe("running");
  return { place, kept, id, path, isRunning, over: () => isOver, [Symbol.asyncDispose]: dispose };
}

const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => error as Failure,
  );

describe("a kept context", () => {
  it("is told with all that is known of it", async () => {
    await using world = await keeping();
    expect(await world.kept.list()).toEqual([
      {
        ...{ id: world.id, language: "python", description: "mine", cwd: "/w" },
        ...{ provider: "local", state: "idle" },
        createdAt: expect.any(Number),
        lastUsedAt: expect.any(Number),
      },
    ]);
  });

  it("runs code for one client after the other, and gives each its output in order", async () => {
    await using world = await keeping();
    const outputs: Output[] = [];
    const onOutput = (output: Output) => void outputs.push(output);
    const execution = await world.kept.run(world.id, "say a\nwarn grüß 🐍\ndraw", { onOutput });
    expect(execution).toEqual({ count: 1, durationMs: 1 });
    expect(outputs).toEqual([
      { kind: "stream", stream: "stdout", text: "a\n" },
      { kind: "stream", stream: "stderr", text: "grüß 🐍\n" },
      { kind: "display", isMain: true, data: { "text/plain": "<Figure>", "image/png": "UE5H" } },
    ]);
    const other = new KeptContexts(world.path);
    expect(await other.run(world.id, "fail badly")).toMatchObject({
      count: 2,
      error: { name: "Oops", value: "badly" },
    });
  });

  it("puts its questions to the client, who may know no answer", async () => {
    await using world = await keeping();
    const told: Output[] = [];
    const onOutput = (output: Output) => void told.push(output);
    const asked: unknown[] = [];
    await world.kept.run(world.id, "ask", {
      onOutput,
      onInput: async (question) => {
        asked.push(question);
        return "Ada";
      },
    });
    await world.kept.run(world.id, "ask", { onOutput });
    expect(asked).toEqual([{ prompt: "?", isPassword: false }]);
    expect(told.map((one) => "text" in one && one.text)).toEqual(["Ada\n", "undefined\n"]);
  });

  it("stops what runs when its client cancels, and tells it when that has stopped", async () => {
    await using world = await keeping();
    const cancel = new AbortController();
    const { signal } = cancel;
    const running = failureOf(world.kept.run(world.id, "set 1\nwait", { signal }));
    await world.isRunning();
    cancel.abort();
    expect(await running).toMatchObject({ code: "cancelled" });
    expect(world.place.contexts.find(world.id).state.kind).toBe("idle");
    expect(await failureOf(world.kept.run(world.id, "", { signal }))).toMatchObject({
      code: "cancelled",
    });
  });

  it("stops what runs when its client dies", async () => {
    await using world = await keeping();
    const socket = connect(world.path);
    socket.write(`${JSON.stringify({ do: "run", id: world.id, code: "wait" })}\n`);
    await world.isRunning();
    socket.destroy();
    await expect.poll(() => world.place.contexts.find(world.id).state.kind).toBe("idle");
  });

  it("is interrupted and restarted from elsewhere", async () => {
    await using world = await keeping();
    const running = world.kept.run(world.id, "wait");
    await world.isRunning();
    await world.kept.interrupt(world.id);
    expect(await running).toMatchObject({ error: { name: "KeyboardInterrupt" } });
    await world.kept.restart(world.id);
    expect(world.place.engine.kernels).toHaveLength(2);
  });

  it("fails with the same code, words and advice as in the keeper", async () => {
    await using world = await keeping();
    const [kernel] = world.place.engine.kernels;
    const details = { remedy: "Do this.", log: "said", cause: { kind: "exited", code: 3 } };
    kernel?.end(new Failure("sandboxFailed", "It ended.", details));
    const failure = await failureOf(world.kept.run(world.id, ""));
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: "sandboxFailed", message: "It ended.", ...details });
    expect(await failureOf(world.kept.run("none", ""))).toMatchObject({ code: "usage" });
    const refused = await failureOf(world.kept.create({ language: "r" }));
    expect(refused).toMatchObject({ code: "usage", message: "There is no r here." });
  });
});

describe("a keeper", () => {
  it("is over when its last context was stopped", async () => {
    await using world = await keeping();
    const { id } = await world.kept.create({ language: "bash" });
    await world.kept.stop(id);
    expect(world.over()).toBe(false);
    await world.kept.stop(world.id);
    await expect.poll(() => world.over()).toBe(true);
  });

  it("is over when nobody has come for a while, and not while somebody is there", async () => {
    await using world = await keeping(60);
    const running = world.kept.run(world.id, "wait");
    await world.isRunning();
    const since = Date.now();
    await expect.poll(() => Date.now() - since).toBeGreaterThan(150);
    expect(world.over()).toBe(false);
    world.place.engine.kernels[0]?.release();
    await running;
    await expect.poll(() => world.over()).toBe(true);
  });

  it("is not troubled by who says nothing, or nonsense, or what it does not know", async () => {
    await using world = await keeping();
    connect(world.path).end();
    connect(world.path).end("no json\n");
    const socket = connect(world.path);
    socket.write(`${JSON.stringify({ do: "dance" })}\n`);
    let said = "";
    socket.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await expect.poll(() => said).toContain("of another version");
    expect(await world.kept.list()).toHaveLength(1);
  });

  it("that is not there is no keeper, and what is asked of it fails", async () => {
    const kept = new KeptContexts(join(tmpdir(), "no-keeper.sock"));
    expect(await kept.list()).toBeUndefined();
    expect(await failureOf(kept.stop("x"))).toMatchObject({
      code: "sandboxFailed",
      message: "The keeper of the contexts went away.",
    });
  });

  it("that goes away takes its runs along, and cannot listen where another one does", async () => {
    const world = await keeping();
    const { contexts } = world.place;
    const again = Keeper.listen({ contexts, path: world.path, keepMs: 1 });
    expect(await failureOf(again)).toMatchObject({ code: "config" });
    const running = failureOf(world.kept.run(world.id, "wait"));
    await world.isRunning();
    await world[Symbol.asyncDispose]();
    expect(await running).toBeInstanceOf(Failure);
  });
});
