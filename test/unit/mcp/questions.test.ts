import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import type { HostOptions } from "../../../src/mcp/hostOptions.ts";
import { say } from "../../fakes/jsonLines.ts";
import { type FakeTool, mcpProgram, RpcError, text } from "../../fakes/mcpProgram.ts";
import { failureOf, hostOf, kindOf } from "./hostOf.ts";
import { modernProgram } from "./modernProgram.ts";

type Answer = NonNullable<HostOptions["answer"]>;

const clientCapabilities = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };
const form = {
  message: "?",
  requestedSchema: { type: "object", own: 1 },
  mode: "own",
  odd: [null],
};
const never = (): Promise<never> => new Promise(() => {});

/** Asks the client once and answers with its whole response. */
const asker: FakeTool = {
  call: async ({ method, params = {} }, { id, ask }) => {
    const { result, error } = await ask(
      `of ${id}`,
      String(method),
      params as Record<string, unknown>,
    );
    return { content: [], structuredContent: { result, error } };
  },
};

/** A host with one server that asks, and a way to make it ask. */
function asking(answer: Answer | undefined, options: Partial<HostOptions> = {}) {
  const world = hostOf(
    { memory: mcpProgram({ asker }) },
    {},
    {
      ...{ clientCapabilities, ...options },
      ...(answer && { answer }),
    },
  );
  const ask = async (method: string, params: object = {}, id?: string): Promise<unknown> => {
    const args = { method, params };
    const result = await world.host.callTool("memory", "asker", args, { id });
    return result.structuredContent;
  };
  return { ...world, ask };
}

describe("a question of a server", () => {
  it.each(["elicitation/create", "sampling/createMessage", "roots/list", "example.com/own"])(
    "goes to whoever answers and the answer to the server, both as they are: %s",
    async (method) => {
      const answer: Answer = async (...[server, asked, params]) => ({
        ...{ server, asked, params },
        action: { not: "a string" },
      });
      await using world = asking(answer);
      expect(await world.ask(method, form)).toEqual({
        result: { server: "memory", asked: method, params: form, action: { not: "a string" } },
      });
    },
  );

  it("that nobody answers, or no such question, has no such method", async () => {
    const none = { error: { code: -32_601, message: "Method not found" } };
    await using nobody = asking(undefined);
    expect(await nobody.ask("roots/list")).toEqual(none);
    await using silent = asking(async () => undefined);
    expect(await silent.ask("roots/list")).toEqual(none);
  });

  it("for which the capability was not declared is asked of nobody", async () => {
    const asked: string[] = [];
    const answer: Answer = async (_, method) => asked.push(method) && {};
    await using world = asking(answer, { clientCapabilities: { roots: {} } });
    expect(await world.ask("sampling/createMessage")).toMatchObject({ error: { code: -32_601 } });
    expect(await world.ask("roots/list")).toEqual({ result: {} });
    expect(asked).toEqual(["roots/list"]);
  });

  it.each([
    [new Failure("cancelled", "Declined."), { code: -32_800, message: "Declined." }],
    [new Failure("timeout", "Nobody there."), { code: -32_603, message: "Nobody there." }],
    [new Error("Broken."), { code: -32_603, message: "Broken." }],
    [
      new Failure("serverError", "No.", { rpc: { code: -1, data: { why: "rejected" } } }),
      { code: -1, message: "No.", data: { why: "rejected" } },
    ],
    [
      new RpcError(-32_042, "Out of cheese", [1]),
      { code: -32_042, message: "Out of cheese", data: [1] },
    ],
    [new RpcError(-32_601, "Not this client"), { code: -32_601, message: "Method not found" }],
  ])("whose answer fails is answered with an error: %s", async (failure, error) => {
    await using world = asking(() => Promise.reject(failure));
    expect(await world.ask("elicitation/create", form)).toEqual({ error });
  });

  it("names the call that it comes from when there is no other", async () => {
    const calls: (string | undefined)[] = [];
    const open: (() => void)[] = [];
    const answer: Answer = (_, __, ___, { call }) => {
      calls.push(call);
      return new Promise((resolve) => open.push(() => resolve({})));
    };
    await using world = asking(answer);
    const first = world.ask("roots/list", {}, "one");
    await expect.poll(() => calls).toEqual(["one"]);
    const second = world.ask("roots/list", {}, "two");
    await expect.poll(() => calls).toEqual(["one", undefined]);
    for (const close of open) close();
    await Promise.all([first, second]);
  });

  it("is taken back when the server cancels it", async () => {
    const back: unknown[] = [];
    const answer: Answer = (_, method, __, { signal }) => {
      signal.addEventListener("abort", () => back.push(method));
      return never();
    };
    const hasty: FakeTool = {
      call: (_, { ask, io }) => {
        void ask("q", "roots/list", {});
        say(io, { method: "notifications/cancelled", params: { requestId: "q" } });
        return text("never mind");
      },
    };
    const options = { clientCapabilities, answer };
    await using world = hostOf({ memory: mcpProgram({ hasty }) }, {}, options);
    expect(await world.host.callTool("memory", "hasty", {})).toEqual(text("never mind"));
    await expect.poll(() => back).toEqual(["roots/list"]);
  });

  it("is taken back with the call that it comes from", async () => {
    const back: unknown[] = [];
    const cancel = new AbortController();
    const answer: Answer = (_, method, __, { signal }) => {
      signal.addEventListener("abort", () => back.push(method));
      setImmediate(() => cancel.abort());
      return never();
    };
    await using world = asking(answer);
    const args = { method: "roots/list" };
    const options = { signal: cancel.signal };
    const failure = await failureOf(world.host.callTool("memory", "asker", args, options));
    expect(failure.code).toBe("cancelled");
    expect(back).toEqual(["roots/list"]);
  });

  it("is taken back when the server is gone", async () => {
    const asked: AbortSignal[] = [];
    const answer: Answer = (_, __, ___, { signal }) => {
      asked.push(signal);
      return never();
    };
    await using world = asking(answer);
    const call = failureOf(world.ask("roots/list"));
    await expect.poll(() => asked.length).toBe(1);
    await world.host.stop("memory");
    expect((await call).message).toBe("The server was stopped.");
    expect(asked[0]?.aborted).toBe(true);
  });

  it("may take longer than a call may take", async () => {
    const answer: Answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return { roots: [] };
    };
    const wish = { timeouts: { requestMs: 200 } };
    const programs = { memory: mcpProgram({ asker }) };
    await using world = hostOf(programs, wish, { clientCapabilities, answer });
    const result = await world.host.callTool("memory", "asker", { method: "roots/list" });
    expect(result.structuredContent).toEqual({ result: { roots: [] } });
  });

  it("right after the handshake is answered too", async () => {
    const early = mcpProgram(
      {},
      {
        initialize: ({ protocolVersion, capabilities }, io) => {
          setImmediate(() => say(io, { id: "early", method: "roots/list" }));
          const serverInfo = { name: "early", version: "1", title: JSON.stringify(capabilities) };
          return { protocolVersion, capabilities: {}, serverInfo };
        },
      },
    );
    const asked: string[] = [];
    const answer: Answer = async (_, method) => asked.push(method) && { roots: [] };
    await using world = hostOf({ early }, {}, { clientCapabilities, answer });
    await world.host.start("early");
    await expect.poll(() => asked).toEqual(["roots/list"]);
    const title = JSON.stringify(clientCapabilities);
    expect(world.host.server("early")?.state).toMatchObject({ info: { title } });
  });
});

describe("a question in a result, as since 2026-07-28", () => {
  const requestState = "\u0000 as it is ü";
  const inputRequests = { a: { method: "elicitation/create", params: form } };
  /** Asks in its result, and then answers with what came. */
  const sent: { readonly id: unknown; readonly params: Record<string, unknown> }[] = [];
  const tools = { ask: { listed: {}, call: () => ({}) } };
  const answers = {
    "tools/call": (params: Record<string, unknown>) => {
      const { progressToken: id } = params["_meta"] as Record<string, unknown>;
      sent.push({ id, params });
      return params["inputResponses"] === undefined
        ? { resultType: "input_required", inputRequests, requestState }
        : { resultType: "complete", content: [], own: params["inputResponses"] };
    },
  };

  it("is answered in a new request, with the state as it came", async () => {
    sent.length = 0;
    const calls: unknown[] = [];
    const answer: Answer = async (server, method, params, { call }) => {
      calls.push(call);
      return { server, method, params };
    };
    const programs = { memory: modernProgram(tools, answers) };
    await using world = hostOf(programs, {}, { clientCapabilities, answer });
    const result = await world.host.callTool("memory", "ask", { x: 1 }, { id: "mine" });
    const response = { server: "memory", method: "elicitation/create", params: form };
    expect(result).toEqual({ resultType: "complete", content: [], own: { a: response } });
    expect(calls).toEqual(["mine"]);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.params).toMatchObject({
      ...{ name: "ask", arguments: { x: 1 }, requestState },
      _meta: { "io.modelcontextprotocol/clientCapabilities": clientCapabilities },
    });
    expect(sent[1]?.id).not.toBe(sent[0]?.id);
  });

  it("fails the call when nobody answers, and the server goes on", async () => {
    await using world = hostOf({ memory: modernProgram(tools, answers) });
    const failure = await failureOf(world.host.callTool("memory", "ask", {}));
    expect(failure).toMatchObject({
      code: "protocol",
      message: "The call of ask needs elicitation/create, which nobody answers here.",
    });
    expect(kindOf(world.host, "memory")).toBe("running");
  });

  it("may take longer than a request may take, and is taken back with the call", async () => {
    const signals: AbortSignal[] = [];
    const cancel = new AbortController();
    const answer: Answer = (_, __, ___, { signal }) => {
      signals.push(signal);
      setTimeout(() => cancel.abort(), 200);
      return never();
    };
    const wish = { timeouts: { requestMs: 100 } };
    const programs = { memory: modernProgram(tools, answers) };
    await using world = hostOf(programs, wish, { clientCapabilities, answer });
    const options = { signal: cancel.signal };
    const failure = await failureOf(world.host.callTool("memory", "ask", {}, options));
    expect(failure.code).toBe("cancelled");
    expect(signals[0]?.aborted).toBe(true);
  });

  it("fails the call at once when its server is gone", async () => {
    const signals: AbortSignal[] = [];
    const answer: Answer = (_, __, ___, { signal }) => {
      signals.push(signal);
      return never();
    };
    const programs = { memory: modernProgram(tools, answers) };
    await using world = hostOf(programs, {}, { clientCapabilities, answer });
    const call = failureOf(world.host.callTool("memory", "ask", {}));
    await expect.poll(() => signals.length).toBe(1);
    await world.host.stop("memory");
    expect((await call).message).toBe("The server was stopped.");
    expect(signals[0]?.aborted).toBe(true);
  });
});
