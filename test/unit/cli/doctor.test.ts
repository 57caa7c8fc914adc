import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import type { World } from "../../../src/cli/world.ts";
import { MemoryMachines, machine } from "../../fakes/memoryMachines.ts";
import { FakeWorld } from "../../fakes/world.ts";

const ok = { id: "a", title: "A", outcome: "ok", message: "fine" } as const;
const bad = {
  id: "b",
  title: "B",
  outcome: "failed",
  message: "lacks",
  remedy: "apt install b",
} as const;

const withoutKey =
  "– E2B (e2b): E2B_API_KEY is not set.\n  → Set E2B_API_KEY to run servers in microVMs.\n";

describe("doctor", () => {
  it("prints what was found and ends with 0", async () => {
    await using world = await FakeWorld.make({ diagnose: () => Promise.resolve([ok]) });
    const said = await world.run("doctor");
    expect(said).toEqual({ exitCode: 0, out: `✓ A (a): fine\n${withoutKey}`, err: "" });
  });

  it("prints the remedy and ends with 4 where something is missing, and attacks nothing then", async () => {
    await using world = await FakeWorld.make({ diagnose: () => Promise.resolve([ok, bad]) });
    const said = await world.run("doctor", "--verify");
    expect(said).toEqual({
      exitCode: 4,
      out: `✓ A (a): fine\n✗ B (b): lacks\n  → apt install b\n${withoutKey}`,
      err: "",
    });
    expect(JSON.parse((await world.run("doctor", "--json")).out)).toEqual({
      checks: [ok, bad, expect.objectContaining({ id: "e2b", outcome: "skipped" })],
    });
  });

  it("attacks with --verify and ends with 4 when one gets through", async () => {
    const report = (holds: boolean) => ({
      results: [],
      jailed: { tried: 82, through: holds ? 0 : 1 },
      bare: { tried: 82, through: 41 },
      holds,
      tookMs: 1000,
    });
    await using world = await FakeWorld.make({ diagnose: () => Promise.resolve([ok]) });
    const held = await world.runWith(
      { verify: () => Promise.resolve(report(true)) },
      "doctor",
      "--verify",
    );
    expect(held.exitCode).toBe(0);
    expect(held.out).toContain("jailed: 0 of 82 attacks succeeded");
    const broken = await world.runWith(
      { verify: () => Promise.resolve(report(false)) },
      "doctor",
      "--verify",
    );
    expect(broken.exitCode).toBe(4);
  });
});

describe("doctor and E2B", () => {
  const key = "e2b_0123456789";
  const made = (over: Partial<World>) =>
    FakeWorld.make({ diagnose: () => Promise.resolve([bad]), ...over });
  const answering = (ids: readonly string[]) => () =>
    Promise.resolve(new MemoryMachines(ids.map((id) => machine(id))));
  const failing = (failure: Failure) => () => Promise.reject(failure);

  it("are asked for each other where a key is set, and then this machine may lack what it wants", async () => {
    const machines = answering(["a", "b"]);
    await using world = await made({ env: { E2B_API_KEY: key }, machines });
    const { exitCode, out } = await world.run("doctor");
    expect(exitCode).toBe(0);
    expect(out).toContain(
      "✓ E2B (e2b): https://api.e2b.app takes the key and knows 2 microVMs of this workspace.\n",
    );
    expect(out).not.toContain(key);
  });

  it("name the address that is set, without what is secret in it", async () => {
    const env = {
      E2B_API_KEY: key,
      E2B_API_URL: "https://user:pass@e2b.example.com/api?token=x",
      E2B_SANDBOX_URL: "http://10.0.0.9:3002",
    };
    await using world = await made({ env, machines: answering([]) });
    expect((await world.run("doctor")).out).toContain(
      "https://e2b.example.com/api, sandboxes at http://10.0.0.9:3002 takes the key",
    );
    const domain = { env: { E2B_API_KEY: key, E2B_DOMAIN: "own.example.com" } };
    expect((await world.runWith(domain, "doctor")).out).toContain("https://api.own.example.com");
  });

  it("end with 4 where the service does not take the key, which is never shown", async () => {
    const machines = failing(
      new Failure("keyRejected", `E2B does not take the API key: ${key} is wrong`, {
        remedy: `Not ${key}.`,
      }),
    );
    await using world = await made({ env: { E2B_API_KEY: key }, machines });
    for (const words of [["doctor"], ["doctor", "--json"], ["doctor", "--verbose"]]) {
      const { exitCode, out, err } = await world.run(...words);
      expect(exitCode).toBe(4);
      expect(out).toContain("https://api.e2b.app: E2B does not take the API key: ••• is wrong");
      expect(out + err).not.toContain(key);
    }
  });

  it("leave each other alone where servers run on this machine, unless they are asked", async () => {
    await using world = await FakeWorld.make({
      diagnose: () => Promise.resolve([ok]),
      env: { E2B_API_KEY: key },
    });
    await mkdir(join(world.folder, ".vscode"));
    const settings = '{"mcpSandbox.provider": "local", "mcpSandbox.servers": {}}';
    await writeFile(join(world.folder, ".vscode/settings.json"), settings);
    const quiet = await world.run("doctor");
    expect(quiet.exitCode).toBe(0);
    expect(quiet.out).toContain("✓ E2B (e2b): E2B_API_KEY is set, for https://api.e2b.app.\n");
    const machines = failing(new Failure("serviceUnreachable", "Nobody answers."));
    const asked = await world.runWith({ machines }, "doctor", "--e2b");
    expect(asked).toMatchObject({ exitCode: 4 });
    expect(asked.out).toContain("✗ E2B (e2b): https://api.e2b.app: Nobody answers.\n");
  });

  it("end with 4 where E2B is asked for and no key is set", async () => {
    await using world = await FakeWorld.make({ diagnose: () => Promise.resolve([ok]) });
    const { exitCode, out } = await world.run("doctor", "--e2b");
    expect(exitCode).toBe(4);
    expect(out).toContain(withoutKey.replace("–", "✗"));
  });

  it("say that one daemon for all isolates nothing", async () => {
    await using world = await made({ env: { E2B_DEBUG: "true" } });
    expect((await world.run("doctor")).out).toContain("! E2B (e2b): E2B_DEBUG is set: one daemon");
  });
});
