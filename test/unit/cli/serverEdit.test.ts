import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { FakeWorld } from "../../fakes/world.ts";

const settingsFile = ({ folder }: FakeWorld) => join(folder, ".vscode/settings.json");
const put = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};
const json = (text: string): unknown => JSON.parse(text);
const onTerminal = { stdin: Object.assign(Readable.from([]), { isTTY: true }) };
const one = '{\n  // kept\n  "mcpSandbox.servers": {"files": {"command": "x /data"}}\n}\n';

describe("server edit", () => {
  it("changes fields by options and takes them out", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), one);
    expect(
      (await world.run("server", "edit", "files", "--memory", "64", "--description", "d")).exitCode,
    ).toBe(0);
    const edited = await world.run(
      "server",
      "edit",
      "files",
      "--unset",
      "memoryMB",
      "--unset",
      "description",
      "--disable",
      "--json",
    );
    expect(json(edited.out)).toMatchObject({ entry: { command: "x /data", disabled: true } });
    expect(json(edited.out)).not.toHaveProperty("entry.sandbox");
    expect(await readFile(settingsFile(world), "utf8")).toContain("// kept");
    expect((await world.run("server", "edit", "files", "--unset", "nothing")).exitCode).toBe(2);
    expect((await world.run("server", "edit", "files", "--unset", "command")).exitCode).toBe(2);
  });

  it("without options opens the entry in an editor", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), one);
    const openEditor = (file: string) =>
      writeFile(file, '{"command": "edited", /* why */ "disabled": true,}');
    expect((await world.runWith({ openEditor }, "server", "edit", "files")).exitCode).toBe(0);
    expect(await readFile(settingsFile(world), "utf8")).toContain('"command": "edited"');
  });

  it("keeps the user's text when it cannot be taken", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), one);
    const openEditor = (file: string) => writeFile(file, '{"comand": "edited"}');
    const said = await world.runWith({ openEditor }, "server", "edit", "files");
    expect(said.exitCode).toBe(2);
    const kept = /Your text is in (.*)\.\n/.exec(said.err)?.[1] ?? "";
    expect(await readFile(kept, "utf8")).toBe('{"comand": "edited"}');
    await rm(dirname(kept), { recursive: true });
    expect(await readFile(settingsFile(world), "utf8")).toBe(one);
  });
});

describe("server remove", () => {
  it("asks a person, and takes no for an answer", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), one);
    const asked: string[] = [];
    const confirm = (answer: boolean) => (question: string) => {
      asked.push(question);
      return Promise.resolve(answer);
    };
    const no = await world.runWith(
      { ...onTerminal, confirm: confirm(false) },
      "server",
      "remove",
      "files",
    );
    expect(no.exitCode).toBe(130);
    expect(await readFile(settingsFile(world), "utf8")).toBe(one);
    expect(asked).toEqual([`Remove the server files from ${settingsFile(world)}?`]);
    const yes = await world.runWith(
      { ...onTerminal, confirm: confirm(true) },
      "server",
      "remove",
      "files",
    );
    expect(yes.exitCode).toBe(0);
    expect(await readFile(settingsFile(world), "utf8")).not.toContain("files");
  });

  it("needs --yes where nobody can answer", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), one);
    expect((await world.run("server", "remove", "files")).exitCode).toBe(2);
    expect((await world.run("server", "remove", "files", "--yes", "--json")).out).toContain(
      '"removed": "files"',
    );
  });

  it("takes out a broken server too, and knows an unknown one", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), '{"mcpSandbox.servers": {"bad": {}}}');
    expect((await world.run("server", "rm", "bad", "--yes")).exitCode).toBe(0);
    expect((await world.run("server", "rm", "bad", "--yes")).exitCode).toBe(3);
  });
});

describe("config", () => {
  it.each([["config"], ["config", "show"], ["config", "--show"]])(
    "%s %s prints the servers",
    async (...words) => {
      await using world = await FakeWorld.make();
      await put(settingsFile(world), one);
      const { out } = await world.run(...words);
      expect(out).toBe(
        `// ${settingsFile(world)}\n{\n  "files": {\n    "command": "x /data"\n  }\n}\n`,
      );
      expect(json((await world.run(...words, "--json")).out)).toEqual({
        file: settingsFile(world),
        exists: true,
        servers: { files: { command: "x /data" } },
        problems: [],
      });
    },
  );

  it("says where the settings would be", async () => {
    await using world = await FakeWorld.make();
    expect((await world.run("config")).out).toBe(
      `No settings yet; they would be in ${settingsFile(world)}.\n`,
    );
  });

  it.each([
    ["config", "edit"],
    ["config", "--edit"],
  ])("%s %s opens the file, also a broken one, and tells what is wrong", async (...words) => {
    await using world = await FakeWorld.make();
    const opened: string[] = [];
    const write = (text: string) => (file: string) => {
      opened.push(file);
      return writeFile(file, text);
    };
    const broken = await world.runWith({ openEditor: write("{") }, ...words);
    expect(broken.exitCode).toBe(3);
    const wrong = '{"mcpSandbox.servers": {"a": {"command": "x"}, "b": {}}}';
    const mended = await world.runWith({ openEditor: write(wrong) }, ...words);
    expect(mended.out).toBe(`${settingsFile(world)} has 1 server.\n`);
    expect(mended.err).toContain("mcpSandbox.servers.b.command: Missing, but required.");
    expect(new Set(opened)).toEqual(new Set([settingsFile(world)]));
  });

  it.each([
    ["config", "reset"],
    ["config", "--reset"],
  ])("%s %s takes the servers out and nothing else", async (...words) => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), one);
    expect((await world.run(...words)).exitCode).toBe(2);
    expect((await world.run(...words, "--yes")).out).toBe(
      `Removed 1 server from ${settingsFile(world)}.\n`,
    );
    expect(await readFile(settingsFile(world), "utf8")).toContain("// kept");
    expect((await world.run(...words, "--yes")).out).toContain("There are no servers");
  });

  it("reads the file that is named, e2b-mcp's too", async () => {
    await using world = await FakeWorld.make();
    await put(join(world.folder, "servers.json"), '{"a": {"command": "x", "timeout_minutes": 3}}');
    const { out } = await world.run("server", "show", "a", "--config", "servers.json", "--json");
    expect(json(out)).toEqual({ name: "a", command: "x", timeoutMinutes: 3 });
    expect((await world.run("config", "--config", "missing.json")).exitCode).toBe(3);
  });
});
