import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import type { World } from "../../../src/cli/world.ts";
import { MemoryMachines, machine } from "../../fakes/memoryMachines.ts";
import { FakeWorld } from "../../fakes/world.ts";

const minute = 60_000;

async function made(over: Partial<World> = {}) {
  const world = await FakeWorld.make(over);
  const workspace = world.folder;
  const now = Date.now();
  const machines = new MemoryMachines(
    [
      machine("vm-1", {
        ...{ workspace, specs: ["files-0123456789", "github-abcdef0123"], cpus: 2, memoryMB: 512 },
        ...{ startedAt: now - 12.5 * minute, endsAt: now + 4.5 * minute },
        ...{ usage: { cpuPercent: 3.4, memoryMB: 310 }, network: "proved", mine: true },
      }),
      machine("vm-2", { workspace, state: "paused", startedAt: now - 3000 * minute }),
      machine("vm-stubborn", { workspace: "/elsewhere", onEnd: "kill", endsAt: now - 1 }),
    ],
    workspace,
  );
  const run = (...words: string[]) =>
    world.runWith({ machines: () => Promise.resolve(machines) }, ...words);
  return { run, machines, world, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const lines = ({ out }: { readonly out: string }) => out.split("\n");

describe("sandboxes list", () => {
  it("shows those of this workspace with all that is known of them", async () => {
    await using at = await made();
    const said = await at.run("sandboxes", "list");
    expect(said).toMatchObject({ exitCode: 0, err: "" });
    const [titles, first, second, ...more] = lines(said);
    expect(titles).toMatch(
      /^ID +TEMPLATE +SERVERS +STATE +AGE +LEFT +CPU +MEMORY +NETWORK +WHOSE$/,
    );
    expect(first?.split(/ {2,}/)).toEqual([
      ...["vm-1", "base", "files, github", "idle", "12 min", "4 min, then paused", "3 % of 2"],
      ...["310 of 512 MB", "restricted, proved", "this workspace"],
    ]);
    expect(second?.split(/ {2,}/)).toEqual([
      ...["vm-2", "base", "–", "paused", "2 d", "–", "–", "–", "–", "this workspace"],
    ]);
    expect(more).toEqual([""]);
    expect(at.machines.closed).toBe(1);
  });

  it("shows those of others too with --all, and does not claim to know who uses them", async () => {
    await using at = await made();
    expect(lines(await at.run("sandboxes", "ls", "--all"))[3]?.split(/ {2,}/)).toEqual([
      ...["vm-stubborn", "base", "–", "running", "0 s", "0 s, then ended", "–", "–", "–"],
      "/elsewhere",
    ]);
  });

  it("prints them as they are with --json", async () => {
    await using at = await made();
    const { out } = await at.run("sandboxes", "list", "--json");
    expect(JSON.parse(out)).toMatchObject([{ id: "vm-1", mine: true }, { id: "vm-2" }]);
  });

  it("says when there are none", async () => {
    await using world = await FakeWorld.make({ machines: async () => new MemoryMachines([]) });
    expect((await world.run("sandboxes", "list")).out).toBe(
      "There are no microVMs of this workspace.\n",
    );
    expect((await world.run("sandboxes", "list", "--all", "--json")).out).toBe("[]\n");
  });

  it("ends with 3 where no key is set", async () => {
    const machines = () => Promise.reject(new Failure("keyMissing", "E2B needs an API key."));
    await using world = await FakeWorld.make({ machines });
    expect((await world.run("sandboxes", "list")).exitCode).toBe(3);
  });
});

describe("sandboxes kill", () => {
  const yes = "--yes";

  it("ends those that are named, and names those that are not there", async () => {
    await using at = await made();
    const said = await at.run("sandboxes", "kill", "vm-2", "vm-9", yes);
    expect(said).toMatchObject({ exitCode: 0, out: "vm-9 is not there.\n1 microVM ended.\n" });
    expect(at.machines.killed).toEqual(["vm-2"]);
  });

  it("ends all of this workspace and no other", async () => {
    await using at = await made();
    const { out } = await at.run("sandboxes", "kill", "--all-mine", yes, "--json");
    expect(JSON.parse(out)).toEqual({ killed: ["vm-1", "vm-2"], missing: [], failed: [] });
  });

  it("ends all, and tells which it could not end", async () => {
    await using at = await made();
    for (const words of [["--all"], ["--all-mine", "--all"]]) {
      const said = await at.run("sandboxes", "kill", ...words, yes);
      expect(said.exitCode).toBe(4);
      expect(said.out).toContain("vm-stubborn is still there: E2B cannot be reached.\n");
    }
    expect(at.machines.killed).toEqual(["vm-1", "vm-2"]);
  });

  it("asks before, and a no ends nothing", async () => {
    const asked: string[] = [];
    const stdin = Object.assign((async function* () {})(), { isTTY: true });
    const confirm = async (question: string) => {
      asked.push(question);
      return asked.length > 1;
    };
    await using at = await made({ stdin, confirm });
    expect((await at.run("sandboxes", "kill", "--all-mine")).exitCode).toBe(130);
    expect(at.machines.killed).toEqual([]);
    await at.run("sandboxes", "kill", "vm-2");
    expect(at.machines.killed).toEqual(["vm-2"]);
    expect(asked).toEqual([
      "End vm-1 files github, vm-2? What is on their disks is gone then.",
      "End vm-2? What is on its disk is gone then.",
    ]);
  });

  it("wants --yes where nobody can be asked, and asks nothing where there is nothing to end", async () => {
    await using at = await made();
    expect((await at.run("sandboxes", "kill", "--all-mine")).exitCode).toBe(2);
    expect(at.machines.killed).toEqual([]);
    expect(await at.run("sandboxes", "kill", "vm-9")).toMatchObject({
      exitCode: 0,
      out: "vm-9 is not there.\n0 microVMs ended.\n",
    });
  });

  it.each([[[]], [["vm-1", "--all-mine"]], [["vm-1", "--all"]]])(
    "makes no sense with %j",
    async (words) => {
      await using at = await made();
      const { exitCode, err } = await at.run("sandboxes", "kill", ...words, yes);
      expect(exitCode).toBe(2);
      expect(err).toContain("Give ids of microVMs, or --all-mine, or --all.");
      expect(at.machines.killed).toEqual([]);
    },
  );

  it("works beside settings that are broken", async () => {
    await using at = await made();
    await at.world.run("server", "add", "s", "--command", "x");
    const { writeFile } = await import("node:fs/promises");
    await writeFile(`${at.world.folder}/.vscode/settings.json`, "{");
    expect((await at.run("sandboxes", "kill", "--all-mine", yes)).exitCode).toBe(0);
    expect(at.machines.killed).toEqual(["vm-1", "vm-2"]);
  });
});
