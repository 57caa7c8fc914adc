import { mkdtemp, readdir, rm, utimes, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ask, relayOver, text } from "./relayOver.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "large-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

const bounds = { text: 1000, all: 5000 };
const over = (result: unknown) =>
  relayOver({ a: { tools: { t: () => result } } }, { server: "a", dataDir, bounds });

interface Answer {
  readonly content: readonly {
    readonly type: string;
    readonly text?: string;
    readonly uri?: string;
    readonly data?: string;
  }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly _meta?: unknown;
}

const call = async (relay: ReturnType<typeof over>["relay"]) =>
  (await ask(relay, "tools/call", { name: "t" })) as Answer;

describe("a result", () => {
  it.each([
    ["of text", text("x".repeat(990))],
    [
      "with a picture",
      { content: [{ type: "image", data: "A".repeat(4000), mimeType: "image/png" }] },
    ],
    ["that is structured", { content: [], structuredContent: { a: "x".repeat(900) } }],
    ["that is no object", 7],
  ])("%s that is not too large is passed on as it is", async (_, result) => {
    const { relay } = over(result);
    expect(await ask(relay, "tools/call", { name: "t" })).toBe(result);
  });

  it("of too much text is cut, and can be read whole in parts", async () => {
    const whole = `${"0123456789".repeat(240)}ü€𝄞!`;
    const { relay } = over({ ...text(whole), _meta: { x: 1 } });
    const { content, isError, _meta } = await call(relay);
    expect(content[0]?.text).toBe(whole.slice(0, 1000));
    expect(content[1]?.text).toContain(`has ${whole.length} characters`);
    expect([isError, _meta]).toEqual([undefined, { x: 1 }]);
    const links = content.filter(({ type }) => type === "resource_link");
    expect(links).toHaveLength(3);
    const parts = await Promise.all(
      links.map(async ({ uri }) => {
        const read = (await ask(relay, "resources/read", { uri })) as {
          contents: { text: string; mimeType: string }[];
        };
        return read.contents[0];
      }),
    );
    expect(parts.map((part) => part?.text).join("")).toBe(whole);
    expect(parts[0]?.mimeType).toBe("text/plain");
  });

  it("never ends in the middle of a character", async () => {
    const { relay } = over(text(`${"x".repeat(999)}${"𝄞".repeat(500)}`));
    expect((await call(relay)).content[0]?.text).toBe("x".repeat(999));
  });

  it("of structured content that is too large is an error, so that no client misses it", async () => {
    const { relay } = over({ content: [], structuredContent: { a: "x".repeat(3000) } });
    const answer = await call(relay);
    expect(answer).toMatchObject({ isError: true });
    expect(answer.structuredContent).toBeUndefined();
    expect(answer.content.at(-1)).toMatchObject({ mimeType: "application/json" });
  });

  it("with too large a picture keeps what fits", async () => {
    const { relay } = over({
      content: [
        { type: "image", data: "A".repeat(6000) },
        { type: "image", data: "B".repeat(3000) },
        { type: "text", text: "small" },
      ],
    });
    const { content } = await call(relay);
    expect(content.map(({ data, text: words }) => data?.[0] ?? words?.slice(0, 10))).toEqual([
      ...["B", "small", "The result"],
      ...Array.from({ length: 10 }, () => undefined),
    ]);
  });

  it("that was cut is gone when the relays end, and so is what others left behind", async () => {
    const folder = join(dataDir, "results");
    await mkdir(folder);
    await writeFile(join(folder, "old.txt"), "");
    await utimes(join(folder, "old.txt"), 0, 0);
    const { relay, relays } = over(text("x".repeat(2000)));
    await call(relay);
    expect(await readdir(folder)).toHaveLength(1);
    relays[Symbol.dispose]();
    await expect.poll(() => readdir(folder)).toEqual([]);
  });

  it("that nobody keeps is not read", async () => {
    const { relay } = over(text(""));
    for (const uri of ["mcp-sandbox://result/x/1", "mcp-sandbox://result/../../etc/passwd"])
      await expect(ask(relay, "resources/read", { uri })).rejects.toMatchObject({ code: -32602 });
  });

  it("says that it was cut where nothing can be kept", async () => {
    const tools = { t: () => text("x".repeat(2000)) };
    const { relay } = relayOver({ a: { tools } }, { server: "a", bounds });
    const { content } = (await ask(relay, "tools/call", { name: "t" })) as Answer;
    expect(content.at(-1)?.text).toContain("could not be kept");
  });
});
