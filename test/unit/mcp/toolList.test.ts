import { describe, expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { type AskPage, readToolList } from "../../../src/mcp/toolList.ts";
import { Lines } from "../../fakes/logs.ts";

const tool = (name: string) => ({ name, inputSchema: { type: "object" } });
const failing = (ask: AskPage) =>
  readToolList(ask, silent).then(
    () => "it did not fail",
    (error: unknown) => (error instanceof Error ? error.message : error),
  );

describe("a list of tools", () => {
  it("is read page by page, and its order is the server's", async () => {
    const pages: Record<string, object> = {
      first: { tools: [tool("z"), tool("a")], nextCursor: "second" },
      second: { tools: [tool("m")], nextCursor: null },
    };
    const tools = await readToolList(async (cursor) => pages[cursor ?? "first"], silent);
    expect(tools.map(({ name }) => name)).toEqual(["z", "a", "m"]);
  });

  it("leaves out what is no tool, and says so", async () => {
    const log = new Lines();
    const odd = [tool("a"), null, "b", { name: "c" }, { inputSchema: {} }, tool("a"), tool("d")];
    const tools = await readToolList(async () => ({ tools: odd }), log);
    expect(tools.map(({ name }) => name)).toEqual(["a", "d"]);
    expect(log.lines).toHaveLength(5);
    expect(log.text).toContain("a second tool of the name a");
  });

  it("takes an empty cursor for one, as the specification does", async () => {
    const asked: unknown[] = [];
    await readToolList(async (cursor) => {
      asked.push(cursor);
      return { tools: [], ...(asked.length === 1 && { nextCursor: "" }) };
    }, silent);
    expect(asked).toEqual([undefined, ""]);
  });

  it.each([[null], [{}], [{ tools: {} }], [[]]])("may not be %j", async (page) => {
    expect(await failing(async () => page)).toBe("The server's list of tools is no list.");
  });

  it("may not go round in circles, nor on for ever", async () => {
    expect(await failing(async () => ({ tools: [], nextCursor: "a" }))).toContain(
      "same cursor twice",
    );
    let page = 0;
    const endless = async () => ({ tools: [], nextCursor: String((page += 1)) });
    expect(await failing(endless)).toContain("more than 100 pages");
    const large = async () => {
      page += 1;
      const tools = Array.from({ length: 6000 }, (_, index) => tool(`${page}-${index}`));
      return { tools, nextCursor: String(page) };
    };
    expect(await failing(large)).toContain("more than 10000 tools");
  });
});
