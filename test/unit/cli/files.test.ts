import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MemoryMachines, machine } from "../../fakes/memoryMachines.ts";
import { FakeWorld } from "../../fakes/world.ts";

const servers = {
  files: { command: "x" },
  a: { command: "x", sandbox: { group: "g" } },
};

/** Machines of two servers and of a group; each holds a file that says whose it is. */
async function made() {
  const world = await FakeWorld.make();
  const workspace = world.folder;
  const machines = new MemoryMachines(
    [
      machine("vm-old", { workspace, specs: ["files-0123456789"], startedAt: 1 }),
      machine("vm-new", { workspace, specs: ["files-0123456789"], startedAt: 2 }),
      machine("vm-group", { workspace, specs: ["group:g"] }),
      machine("vm-far", { workspace: "/elsewhere", specs: ["far-0123456789"] }),
    ],
    workspace,
  );
  for (const { id } of await machines.refresh({ everywhere: true }))
    await machines.files(id).write("/data/whose", Buffer.from(id));
  await mkdir(join(workspace, ".vscode"));
  const settings = JSON.stringify({ "mcpSandbox.servers": servers });
  await writeFile(join(workspace, ".vscode/settings.json"), settings);
  await writeFile(join(workspace, "report.txt"), "0123456789");
  const run = (...words: string[]) =>
    world.runWith({ machines: async () => machines }, "files", ...words);
  const inside = async (id: string, path: string) =>
    Buffer.from(await machines.files(id).read(path)).toString();
  const outside = (path: string) => readFile(join(workspace, path), "utf8");
  const dispose = () => world[Symbol.asyncDispose]();
  return { world, machines, run, inside, outside, [Symbol.asyncDispose]: dispose };
}

describe("a microVM is found", () => {
  it.each([
    ["files", "vm-new"],
    ["a", "vm-group"],
    ["vm-old", "vm-old"],
    ["vm-far", "vm-far"],
  ])("by %s: %s, and left again", async (name, id) => {
    await using at = await made();
    expect((await at.run("get", name, "/data/whose", "mine")).exitCode).toBe(0);
    expect(await at.outside("mine")).toBe(id);
    expect(at.machines).toMatchObject({ left: [id], closed: 1 });
  });

  it.each(["far", "nowhere", "g"])(
    "in no other workspace and by no other word: %s",
    async (name) => {
      await using at = await made();
      const { exitCode, err } = await at.run("list", name, "/");
      expect(exitCode).toBe(4);
      expect(err).toContain(`There is no microVM ${name}, and none of a server ${name}.`);
    },
  );
});

describe("files put", () => {
  it("writes a file under the target's name, or into a folder that is there", async () => {
    await using at = await made();
    const { exitCode, out } = await at.run("put", "files", "report.txt", "/data/new.txt");
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: "Put 1 file (10 B): /data/new.txt\n" });
    expect(await at.inside("vm-new", "/data/new.txt")).toBe("0123456789");
    for (const target of ["/data", "/made/"]) {
      const said = await at.run("put", "files", "report.txt", target, "--json");
      const to = join(target, "report.txt");
      expect(JSON.parse(said.out)).toEqual({
        ...{ machine: "vm-new", from: join(at.world.folder, "report.txt"), to },
        ...{ files: 1, bytes: 10 },
      });
      expect(await at.inside("vm-new", to)).toBe("0123456789");
    }
  });

  it("refuses what is not there, what is too large, and a limit that is none", async () => {
    await using at = await made();
    const missing = await at.run("put", "files", "none.txt", "/data");
    expect(missing.exitCode).toBe(2);
    expect(missing.err).toContain(`${join(at.world.folder, "none.txt")} does not exist.`);
    const large = await at.run("put", "files", "report.txt", "/data/x", "--limit", "0.000001M");
    expect(large.exitCode).toBe(4);
    expect(large.err).toContain("are put into a sandbox.");
    for (const limit of ["much", "0"])
      expect((await at.run("put", "files", "report.txt", "/x", "--limit", limit)).exitCode).toBe(2);
    await expect(at.inside("vm-new", "/data/x")).rejects.toThrow("was not found");
  });
});

describe("files get", () => {
  it("writes into a folder that is there, and replaces a file only when it is told to", async () => {
    await using at = await made();
    const { out } = await at.run("get", "files", "/data/whose", ".");
    expect(out).toBe(`Fetched 1 file (6 B): ${join(at.world.folder, "whose")}\n`);
    const again = await at.run("get", "vm-old", "/data/whose", ".");
    expect(again.exitCode).toBe(4);
    expect(await at.outside("whose")).toBe("vm-new");
    expect((await at.run("get", "vm-old", "/data/whose", ".", "--overwrite")).exitCode).toBe(0);
    expect(await at.outside("whose")).toBe("vm-old");
  });

  it("says what is not there", async () => {
    await using at = await made();
    const { exitCode, err } = await at.run("get", "files", "/none", ".");
    expect(exitCode).toBe(4);
    expect(err).toContain("/none was not found in the sandbox.");
  });
});

describe("files list", () => {
  it("shows what is in a folder, in order, as text and as JSON", async () => {
    await using at = await made();
    await at.machines.files("vm-new").makeDir("/data/a");
    const { out } = await at.run("list", "files", "/data");
    expect(out).toMatch(/^KIND +SIZE +CHANGED +NAME\nfolder +– .* a\nfile +6 B .* whose\n$/);
    const { out: json } = await at.run("ls", "files", "/data", "--json");
    expect(JSON.parse(json)).toMatchObject([
      { name: "a", kind: "folder" },
      { name: "whose", kind: "file", size: 6 },
    ]);
  });

  it("begins at the home", async () => {
    await using at = await made();
    expect((await at.run("list", "files")).out).toBe("Nothing is there.\n");
  });
});
