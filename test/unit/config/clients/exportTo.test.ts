import { chmod, readFile, stat } from "node:fs/promises";
import { describe, expect } from "vitest";
import { clients } from "../../../../src/config/clients/client.ts";
import { exportTo, takenNames } from "../../../../src/config/clients/exportTo.ts";
import { test } from "../../../fakes/folder.ts";

const entry = { command: "/bin/node", args: ["/c/cli.mjs", "connect", "a", "--config", "/s"] };
const [force, gentle] = [{ force: true }, { force: false }];

describe("exporting", () => {
  test("makes the file with its folder, and leaves it the second time", async ({ folder }) => {
    const target = { client: clients.cursor, file: folder.at(".cursor/mcp.json") };
    expect(await exportTo(target, { a: entry }, gentle)).toEqual({
      kind: "written",
      created: true,
    });
    expect(JSON.parse(await readFile(target.file, "utf8"))).toEqual({ mcpServers: { a: entry } });
    expect(await exportTo(target, { a: entry }, gentle)).toEqual({ kind: "unchanged" });
    expect(await exportTo(target, { b: entry }, gentle)).toEqual({
      kind: "written",
      created: false,
    });
  });

  test("never replaces an entry of another's unless it must", async ({ folder }) => {
    const text = '{"mcpServers":{"a":{"command":"y"}}}';
    await folder.put({ "f.json": text });
    const target = { client: clients.claude, file: folder.at("f.json") };
    await expect(exportTo(target, { a: entry, b: entry }, gentle)).rejects.toMatchObject({
      code: "usage",
      message: `${target.file} has an entry of that name already: a. Nothing was changed.`,
    });
    expect(await readFile(target.file, "utf8")).toBe(text);
    expect(await takenNames(target, ["a", "b"])).toEqual(["a"]);
    expect(await exportTo(target, { a: entry }, force)).toMatchObject({ kind: "written" });
    expect(await takenNames(target, ["a", "b"])).toEqual([]);
  });

  test("keeps the permissions of a file that may hold secrets", async ({ folder }) => {
    await folder.put({ "f.json": "{}" });
    await chmod(folder.at("f.json"), 0o600);
    await exportTo({ client: clients.claude, file: folder.at("f.json") }, { a: entry }, gentle);
    expect((await stat(folder.at("f.json"))).mode & 0o777).toBe(0o600);
  });

  test("gives the block where the file cannot be changed for sure", async ({ folder }) => {
    const text = 'mcp_servers = { other = { command = "y" } }\n';
    await folder.put({ "config.toml": text });
    const target = { client: clients.codex, file: folder.at("config.toml") };
    expect(await exportTo(target, { a: entry }, gentle)).toEqual({
      kind: "byHand",
      block: expect.stringContaining("[mcp_servers.a]\n"),
    });
    expect(await readFile(target.file, "utf8")).toBe(text);
  });

  test("never touches a broken file", async ({ folder }) => {
    await folder.put({ "f.json": '{"a": ' });
    const target = { client: clients.claude, file: folder.at("f.json") };
    await expect(exportTo(target, { a: entry }, force)).rejects.toMatchObject({ code: "config" });
    expect(await readFile(target.file, "utf8")).toBe('{"a": ');
  });

  test("says so when the file is a folder", async ({ folder }) => {
    await folder.put({ "f.json/": "" });
    const target = { client: clients.claude, file: folder.at("f.json") };
    await expect(exportTo(target, { a: entry }, force)).rejects.toThrow("cannot be read");
  });
});
