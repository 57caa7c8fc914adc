import { describe, expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { Callers } from "../../../src/gateway/callers.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { ask, relayOver } from "./relayOver.ts";

describe("a question of a server", () => {
  const asking = (answer: () => Relays["answer"], method: string, params: object) => ({
    t: async (_: unknown, { id }: { readonly id?: string | undefined }) =>
      answer()("a", method, params, {
        signal: new AbortController().signal,
        ...(id !== undefined && { call: id }),
      }),
  });

  const worldWith = (method: string, params: object = {}) => {
    const world: { relays?: Relays } = {};
    const answer = () => world.relays?.answer ?? (() => Promise.reject(new Error("too early")));
    const made = relayOver({ a: { tools: asking(answer, method, params) } }, { server: "a" });
    world.relays = made.relays;
    return made;
  };

  it.each([
    ["elicitation/create", {}, { elicitation: {} }],
    ["elicitation/create", { mode: "form" }, { elicitation: { form: {} } }],
    ["elicitation/create", { mode: "url" }, { elicitation: { url: {} } }],
    ["sampling/createMessage", {}, { sampling: {} }],
    ["roots/list", {}, { roots: {} }],
  ])(
    "%s %j goes to the client that called and can answer",
    async (method, params, capabilities) => {
      const { relay } = worldWith(method, params);
      const asked: unknown[] = [];
      const ask_ = async (...question: readonly unknown[]) => {
        asked.push(question.slice(0, 2));
        return { answer: 42 };
      };
      const result = await ask(relay, "tools/call", { name: "t" }, { capabilities, ask: ask_ });
      expect(result).toEqual({ answer: 42 });
      expect(asked).toEqual([[method, params]]);
    },
  );

  it.each([
    ["elicitation/create", {}, {}],
    ["elicitation/create", {}, { elicitation: { url: {} } }],
    ["elicitation/create", { mode: "url" }, { elicitation: { form: {} } }],
    ["sampling/createMessage", {}, { elicitation: {} }],
    ["anything/else", {}, { elicitation: {}, sampling: {}, roots: {} }],
  ])("%s %j is refused where the client can only %j", async (method, params, capabilities) => {
    const { relay } = worldWith(method, params);
    const answer = async () => ({ answer: 42 });
    await expect(
      ask(relay, "tools/call", { name: "t" }, { capabilities, ask: answer }),
    ).rejects.toMatchObject({ code: -32601 });
  });

  it("goes to the one of two calling clients whose call it belongs to", async () => {
    const callers = new Callers();
    const { signal } = new AbortController();
    const from = (name: string) => {
      const ask_ = async () => ({ from: name });
      return { signal, capabilities: { roots: {} }, ask: ask_ };
    };
    const answers = await callers.during("a", from("one"), (one) =>
      callers.during("a", from("two"), (two) => {
        const answer = (call: string) => callers.answer("a", "roots/list", {}, { signal, call });
        return Promise.all([answer(one), answer(two)]);
      }),
    );
    expect(answers).toEqual([{ from: "one" }, { from: "two" }]);
  });

  it("is refused when nobody calls the server", async () => {
    const relays = new Relays({ log: silent });
    const { signal } = new AbortController();
    await expect(relays.answer("a", "roots/list", {}, { signal })).rejects.toMatchObject({
      message: "No client that is calling a can answer roots/list.",
    });
  });
});
