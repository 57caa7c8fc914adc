import { describe, expect, it } from "vitest";
import { tools } from "../../../src/gateway/interpreter/tools.ts";
import { serving, type Told } from "./interpreterServing.ts";

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);

describe("contexts as tools", () => {
  it("are created, listed and stopped in the shapes of the predecessor", async () => {
    const { call } = serving();
    const created = await call("create_context", { description: "d", cwd: "/w" });
    const { context_id: id } = created.structuredContent ?? {};
    const about = { context_id: id, language: "python", description: "d", created_at: time };
    expect(created.structuredContent).toEqual(about);
    expect(JSON.parse(created.text)).toEqual(about);

    const listed = await call("list_contexts");
    const entry = {
      ...{ id, language: "python", description: "d", created_at: time, last_used: time },
      ...{ cwd: "/w", status: "active", state: "idle", shared: false, sandbox_exists: true },
    };
    expect(listed.structuredContent).toEqual({ result: [entry] });
    expect(JSON.parse(listed.text)).toEqual([entry]);

    const stopped = await call("stop_context", { context_id: id });
    const message = `Context ${String(id)} stopped successfully`;
    expect(stopped.structuredContent).toEqual({ success: true, message });
    expect((await call("list_contexts")).structuredContent).toEqual({ result: [] });
    const again = await call("stop_context", { context_id: id });
    expect(again).toMatchObject({
      isError: true,
      structuredContent: { success: false, message: `Context ${String(id)} not found.` },
    });
  });

  it("of one client are not there for another, unless they are shared", async () => {
    const { call, create } = serving();
    const own = await create();
    const shared = await create({ shared: true });
    const other = { sender: "other" };
    const ids = (result: Told): unknown =>
      (result.structuredContent?.["result"] as { id: string }[] | undefined)?.map(({ id }) => id);
    expect(ids(await call("list_contexts", {}, other))).toEqual([shared]);
    for (const name of ["run_code", "stop_context", "restart_context", "interrupt"]) {
      const args = { context_id: own, ...(name === "run_code" && { code: "say x" }) };
      const refused = await call(name, args, other);
      expect([refused.isError, refused.text]).toEqual([true, `Error: Context ${own} not found.`]);
    }
    const used = await call("run_code", { code: "say x", context_id: shared }, other);
    expect(used.text).toBe("x");
  });

  it("go with the client that had them", async () => {
    const { server, place, create } = serving();
    const shared = await create({ shared: true });
    await create();
    server.left("me");
    await expect.poll(() => place.contexts.list().map(({ id }) => id)).toEqual([shared]);
  });

  it("begin anew by a restart, and an interrupt stops what runs", async () => {
    const { call, create, place } = serving();
    const id = await create();
    await call("run_code", { context_id: id, code: "set 1" });
    expect((await call("restart_context", { context_id: id })).text).toContain("restarted");
    expect(place.engine.kernels.map(({ memory }) => memory)).toEqual([["1"], []]);
    const running = call("run_code", { context_id: id, code: "say before\nwait" });
    await expect.poll(() => place.contexts.find(id).state.kind).toBe("running");
    expect((await call("interrupt", { context_id: id })).structuredContent).toEqual({
      success: true,
      message: `Context ${id} interrupted successfully`,
    });
    expect(await running).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^before\nError: Keyboard/),
    });
  });
});

describe("files", () => {
  it("go in and come out, as text or as bytes", async () => {
    const { call } = serving();
    const text = { path: "a/grüße.txt", content: "grüß\n" };
    expect((await call("upload_file", text)).structuredContent).toEqual({
      path: text.path,
      size: 7,
    });
    const down = await call("download_file", { path: text.path });
    expect(down.structuredContent).toEqual({ ...text, size: 7, encoding: "utf-8" });
    expect(down.text).toBe("grüß\n");
    const binary = { path: "b.bin", content: "AP8=", encoding: "base64" };
    await call("upload_file", binary);
    expect((await call("download_file", { path: "b.bin" })).structuredContent).toEqual({
      ...binary,
      size: 2,
    });
  });

  it("that are pictures come as pictures", async () => {
    const { call } = serving();
    const content = Buffer.from("89504e470d0a1a0a00", "hex").toString("base64");
    await call("upload_file", { path: "p.png", content, encoding: "base64" });
    const { content: blocks } = await call("download_file", { path: "p.png" });
    expect(blocks).toEqual([{ type: "image", data: content, mimeType: "image/png" }]);
  });

  it("that are not there, or no base64, are failures in words", async () => {
    const { call } = serving();
    expect(await call("download_file", { path: "none" })).toMatchObject({ isError: true });
    const wrong = { path: "x", content: "no base64!", encoding: "base64" };
    expect(await call("upload_file", wrong)).toMatchObject({
      isError: true,
      text: "Error: The content is no base64.",
    });
  });
});

it("health_check tells how the sandbox is, and an unwell one is no failure", async () => {
  const { call, place } = serving();
  expect((await call("health_check")).structuredContent).toEqual({
    ...{ status: "healthy", sandbox_url: "memory", response_code: null },
    ...{ response_body: "Code runs.", timestamp: time },
  });
  place.state = { status: "unhealthy", url: "http://x/health", code: 503, body: "down" };
  const unwell = await call("health_check");
  expect(unwell.isError).toBeUndefined();
  expect(unwell.structuredContent).toMatchObject({ status: "unhealthy", response_code: 503 });
});

it("arguments that do not fit are told with their places, and other methods are unknown", async () => {
  const { server, call } = serving();
  const wrong = await call("run_code", { code: 1, language: "cobol" });
  expect(wrong).toMatchObject({ isError: true });
  expect(wrong.text).toContain("/code");
  expect(wrong.text).toContain("/language");
  expect(await call("create_context", { language: "r" })).toMatchObject({
    isError: true,
    text: "Error: There is no r here.",
  });
  const caller = { signal: new AbortController().signal, capabilities: {} };
  const ask = (method: string, params = {}) => server.answer({ method, params, caller });
  expect(await ask("tools/list")).toEqual({ tools });
  await expect(ask("prompts/list")).rejects.toMatchObject({ code: -32601 });
  await expect(ask("tools/call", { name: "rm" })).rejects.toMatchObject({ code: -32602 });
  await expect(server.subscriptions.add("x", {})).rejects.toMatchObject({ code: -32601 });
  await expect(ask("tools/call", { name: "run_code", arguments: [] })).rejects.toBeInstanceOf(
    Error,
  );
});
