import { describe, expect } from "vitest";
import { checkCommand } from "../../../../src/sandbox/local/commandCheck.ts";
import { View } from "../../../../src/sandbox/local/view.ts";
import type { Command } from "../../../../src/sandbox/sandbox.ts";
import { type Folder, test } from "../../../fakes/folder.ts";

/** A system, a private home and a mount, all below one folder. */
async function viewOf(folder: Folder): Promise<View> {
  await folder.program("usr/bin/tool");
  await folder.put({ "home/notes": "", "project/src/": "" });
  return new View(
    [
      { source: folder.at("usr"), target: "/usr" },
      { source: folder.at("home"), target: "/home/mcp" },
      { source: folder.at("project"), target: "/data" },
    ],
    { "/bin": "usr/bin" },
  );
}

describe("a view", () => {
  test("tells the host's path behind a path inside", async ({ folder }) => {
    const view = await viewOf(folder);
    expect(view.hostPathOf("/usr/bin/tool")).toBe(folder.at("usr/bin/tool"));
    expect(view.hostPathOf("/data/src/../src")).toBe(folder.at("project/src"));
    expect(view.hostPathOf("/data")).toBe(folder.at("project"));
  });

  test("follows links as they are inside, not as they are on the host", async ({ folder }) => {
    const view = await viewOf(folder);
    await folder.link("home/venv/bin/python", "/usr/bin/tool");
    await folder.link("home/stray", folder.at("project/src"));
    await folder.link("project/up", "../home/mcp/notes");
    expect(view.hostPathOf("/bin/tool")).toBe(folder.at("usr/bin/tool"));
    expect(view.hostPathOf("/home/mcp/venv/bin/python")).toBe(folder.at("usr/bin/tool"));
    expect(view.hostPathOf("/data/up")).toBe(folder.at("home/notes"));
    expect(view.hostPathOf("/home/mcp/stray")).toBeUndefined();
  });

  test("shows nothing else", async ({ folder }) => {
    const view = await viewOf(folder);
    await folder.link("home/circle", "circle");
    for (const path of ["/", "/etc/passwd", "/home", "/data/none", "/home/mcp/circle", folder.path])
      expect([path, view.hostPathOf(path)]).toEqual([path, undefined]);
  });

  test("shows the last of several things at one place", async ({ folder }) => {
    await folder.put({ "a/x/one": "", "b/two": "" });
    const shown = [
      { source: folder.at("a"), target: "/d" },
      { source: folder.at("b"), target: "/d/x" },
    ];
    const view = new View(shown, {});
    expect(view.hostPathOf("/d/x/two")).toBe(folder.at("b/two"));
    expect(view.hostPathOf("/d/x/one")).toBeUndefined();
  });
});

describe("a command", () => {
  async function check(folder: Folder, command: Partial<Command>): Promise<void> {
    const view = await viewOf(folder);
    await folder.program("elsewhere/foreign");
    await folder.program("project/run.sh");
    const env = { PATH: folder.at("elsewhere") };
    const path = ["/usr/local/bin", "/usr/bin"];
    return checkCommand(
      { program: "tool", args: [], ...command },
      { view, path, targets: ["/data"], env },
    );
  }

  test.for([
    {},
    { program: "/bin/tool" },
    { program: "/data/run.sh" },
    { program: "./run.sh", cwd: "/data" },
    { program: "../run.sh", cwd: "/data/src" },
    { program: "run.sh", env: { PATH: "/data" } },
    { cwd: "/tmp" },
  ] satisfies Partial<Command>[])("passes: %o", async (command, { folder }) => {
    await check(folder, command);
  });

  test.for([
    { program: "nothing" },
    { program: "/data/src" },
    { program: "/home/mcp/notes" },
    { program: "run.sh", cwd: "/data" },
    { program: "tool", env: { PATH: "/data" } },
  ] satisfies Partial<Command>[])("is not found: %o", async (command, { folder }) => {
    await expect(check(folder, command)).rejects.toMatchObject({ code: "commandNotFound" });
  });

  test("that is elsewhere on the machine is told how to be granted", async ({ folder }) => {
    const remedy = expect.stringContaining(`{"source": "${folder.at("elsewhere")}"`);
    for (const program of ["foreign", folder.at("elsewhere/foreign")])
      await expect(check(folder, { program })).rejects.toMatchObject({
        code: "commandNotFound",
        remedy,
      });
    await expect(check(folder, { program: "nothing" })).rejects.toMatchObject({
      remedy: expect.stringContaining("/home/mcp, /data"),
    });
  });

  test.for(["/nowhere", "/data/run.sh", "data"])("cannot work in %s", async (cwd, { folder }) => {
    await expect(check(folder, { cwd })).rejects.toMatchObject({ code: "config" });
  });
});
