import { describe, expect, it } from "vitest";
import { Kept } from "../../../src/gateway/interpreter/kept.ts";
import type { Progress } from "../../../src/mcp/server.ts";
import { serving, type Structured } from "./interpreterServing.ts";

describe("run_code", () => {
  it("gives text, values and pictures, and all as data", async () => {
    const { call, create } = serving();
    const id = await create();
    const code = "say hello\nwarn careful\ntable\ndraw";
    const { content, structuredContent } = await call("run_code", { context_id: id, code });
    expect(content).toEqual([
      { type: "text", text: "hello\nstderr: careful\na b\n<Figure>" },
      { type: "image", data: "UE5H", mimeType: "image/png" },
    ]);
    expect(structuredContent).toEqual({
      ...{ context_id: id, language: "python", success: true, execution_count: 1 },
      ...{ execution_time: 0.001, stdout: "hello\n", stderr: "careful\n", truncated: false },
      results: [
        {
          ...{ is_main_result: true, formats: ["text/plain", "text/html"] },
          data: { "text/plain": "a b", "text/html": "<table></table>" },
        },
        {
          ...{ is_main_result: true, formats: ["text/plain", "image/png"] },
          data: { "text/plain": "<Figure>" },
        },
      ],
    });
    const silent = await call("run_code", { context_id: id, code: "set 1" });
    expect(silent.text).toBe("Code executed successfully (no output)");
  });

  it("tells an error of the code as one, with name, value and traceback", async () => {
    const { call } = serving();
    const result = await call("run_code", { language: "python", code: "say a\nfail badly" });
    expect(result).toMatchObject({ isError: true, text: "a\nError: Oops: badly\nline 1" });
    const error = { name: "Oops", value: "badly", traceback: "line 1" };
    expect(result.structuredContent).toMatchObject({ success: false, stdout: "a\n", error });
  });

  it("uses the default context of a language, and keeps its state", async () => {
    const { call, place } = serving();
    await call("run_code", { language: "bash", code: "set 1" });
    const { text, structuredContent } = await call("run_code", { language: "bash", code: "show" });
    expect(text).toBe("1");
    expect(place.contexts.list().map(({ id }) => id)).toEqual([structuredContent?.["context_id"]]);
  });

  it("wants a context or a language, and no two that differ", async () => {
    const { call, create } = serving();
    const id = await create();
    expect(await call("run_code", { code: "say x" })).toMatchObject({
      isError: true,
      text: "Error: Either context_id or language parameter must be provided",
    });
    const same = { code: "say x", context_id: id, language: "python" };
    expect((await call("run_code", same)).text).toBe("x");
    expect(await call("run_code", { ...same, language: "bash" })).toMatchObject({
      isError: true,
      text: `Error: Context ${id} is of python, not of bash. Give only one of context_id and language.`,
    });
  });

  it("streams output as progress", async () => {
    const { call } = serving();
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => void told.push(progress);
    await call("run_code", { language: "python", code: "say a\nshow\nwarn bc" }, { onProgress });
    expect(told).toEqual([
      { progress: 2, message: "a\n" },
      { progress: 5, message: "bc\n" },
    ]);
  });

  it("is cancelled with its call, and the context goes on", async () => {
    const { call, create, place } = serving();
    const id = await create();
    const cancel = new AbortController();
    const { signal } = cancel;
    const running = call("run_code", { context_id: id, code: "set 1\nwait" }, { signal });
    await expect.poll(() => place.contexts.find(id).state.kind).toBe("running");
    cancel.abort();
    await expect(running).rejects.toMatchObject({ data: { code: "cancelled" } });
    expect((await call("run_code", { context_id: id, code: "show" })).text).toBe("1");
  });

  it("says why it did not come to an end, and what it had given", async () => {
    const { call, create } = serving();
    const id = await create();
    const died = await call("run_code", { context_id: id, code: "say a\ndie" });
    expect(died).toMatchObject({
      isError: true,
      text: "a\nError: SandboxError: The interpreter died.",
      structuredContent: { success: false, error: { name: "SandboxError" } },
    });
    const listed = async () => {
      const { structuredContent } = await call("list_contexts");
      const all = structuredContent?.["result"] as Structured[] | undefined;
      return all?.at(-1);
    };
    expect(await listed()).toMatchObject({
      status: "failed",
      state: "failed",
      sandbox_exists: false,
    });
    const running = call("run_code", { language: "python", code: "wait" });
    await expect.poll(async () => (await listed())?.["state"]).toBe("running");
    await call("stop_context", { context_id: (await listed())?.["id"] });
    expect(await running).toMatchObject({ isError: true, text: "Error: The context was stopped." });
  });

  it("gives the beginning and the end of what is too long", async () => {
    const { call } = serving();
    const code = "say first\nflood\nsay last";
    const { text, structuredContent } = await call("run_code", { language: "python", code });
    expect(text).toMatch(/^first\n/);
    expect(text).toMatch(/\n\[… 94\d{4} characters left out …\]\n.*last$/s);
    expect(text.length).toBeLessThan(101_000);
    expect(structuredContent).toMatchObject({ truncated: true });
    const cleared = await call("run_code", { language: "python", code: `${code}\nclear\nsay on` });
    expect(cleared.structuredContent).toMatchObject({ stdout: "on\n", truncated: false });
  });
});

it("a long text is kept at both ends, however it comes", () => {
  const pieces = Array.from({ length: 100 }, (_, index) => `${index},`);
  const whole = pieces.join("");
  const kept = new Kept(40);
  for (const piece of pieces) kept.add(piece);
  expect(String(kept)).toBe(
    `${whole.slice(0, 20)}\n[… ${whole.length - 40} characters left out …]\n${whole.slice(-20)}`,
  );
  const short = new Kept(40);
  short.add("abc");
  short.add("def".repeat(10));
  expect([String(short), short.isCut]).toEqual([`abc${"def".repeat(10)}`, false]);
});
