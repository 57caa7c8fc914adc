import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSandboxes } from "../../../src/cli/openSandboxes.ts";
import type { World } from "../../../src/cli/world.ts";
import { mcpProgram, text } from "../../fakes/mcpProgram.ts";
import { MemorySandboxes } from "../../fakes/memorySandboxes.ts";
import { FakeWorld } from "../../fakes/world.ts";

const hang = (_: object, { cancelled }: { cancelled: AbortSignal }) =>
  new Promise((resolve) => cancelled.addEventListener("abort", () => resolve(text("late"))));
const programs = { server: mcpProgram({ hang: { call: hang } }) };
const withKey = { env: { E2B_API_KEY: "k" } };

/** Sandboxes in memory that count how often they are let go. */
class Remote extends MemorySandboxes implements AsyncDisposable {
  closed = 0;
  async [Symbol.asyncDispose](): Promise<void> {
    this.closed++;
  }
}

/** A world with one server, whose sandboxes of both kinds are in memory. */
async function made(settings: object = {}, entry: object = {}) {
  const [local, remote] = [new MemorySandboxes(programs), new Remote(programs, "e2b")];
  const workspaces: string[] = [];
  const sandboxes: World["sandboxes"] = async ({ workspace }) => {
    workspaces.push(workspace);
    return openSandboxes({
      local: async () => local,
      e2b: async () => remote,
      preferred: () => Promise.reject(new Error("It is decided before.")),
    });
  };
  const world = await FakeWorld.make({ sandboxes });
  await mkdir(join(world.folder, ".vscode"));
  await mkdir(join(world.folder, "below"));
  const servers = { s: { command: "server", ...entry } };
  const all = { "mcpSandbox.servers": servers, ...settings };
  await writeFile(join(world.folder, ".vscode/settings.json"), JSON.stringify(all));
  const opened = () => ({ local: local.specs.length, e2b: remote.specs.length });
  const dispose = () => world[Symbol.asyncDispose]();
  return { world, local, remote, workspaces, opened, [Symbol.asyncDispose]: dispose };
}

const list = ["tools", "list", "s"];

describe("a server runs", () => {
  it.each([
    ["on this machine where no key is set", {}, {}, {}, [], "local"],
    ["in a microVM where one is", {}, {}, withKey, [], "e2b"],
    ["where the settings say", { "mcpSandbox.provider": "local" }, {}, withKey, [], "local"],
    ["in a microVM when they say auto", { "mcpSandbox.provider": "auto" }, {}, withKey, [], "e2b"],
    [
      "where it says itself, whatever they say",
      { "mcpSandbox.provider": "local" },
      { sandbox: { provider: "e2b" } },
      {},
      [],
      "e2b",
    ],
    [
      "where the option says, whatever both say",
      { "mcpSandbox.provider": "e2b" },
      { sandbox: { provider: "e2b" } },
      withKey,
      ["--provider", "local"],
      "local",
    ],
  ])("%s", async (_, settings, entry, over, more, provider) => {
    await using at = await made(settings, entry);
    const { exitCode } = await at.world.runWith(over, ...list, ...more);
    expect(exitCode).toBe(0);
    expect(at.opened()).toEqual({ local: 0, e2b: 0, [provider]: 1 });
  });

  it("for the workspace whose settings name it, and its microVMs are let go at the end", async () => {
    await using at = await made();
    await at.world.runWith({ ...withKey, cwd: join(at.world.folder, "below") }, ...list);
    expect(at.workspaces).toEqual([at.world.folder]);
    expect(at.remote.closed).toBe(1);
    await at.world.run(...list);
    expect(at.remote.closed).toBe(1);
  });

  it("as the options wish, for this one time", async () => {
    await using at = await made({}, { sandbox: { template: "own", group: "g" } });
    const wish = ["--provider", "e2b", "--template", "other", "--on-idle", "kill"];
    await at.world.run(...list, ...wish);
    await at.world.run(...list, "--provider", "e2b");
    expect(at.remote.specs.map(({ provider, machine }) => ({ provider, machine }))).toEqual([
      { provider: "e2b", machine: { template: "other", group: "g", onIdle: "kill" } },
      { provider: "e2b", machine: { template: "own", group: "g" } },
    ]);
    expect((await at.world.run(...list, "--on-idle", "sleep")).exitCode).toBe(2);
  });

  it("nowhere while the setting says something else", async () => {
    await using at = await made({ "mcpSandbox.provider": "docker" });
    const { exitCode, err } = await at.world.runWith(withKey, ...list);
    expect(exitCode).toBe(3);
    expect(err).toContain(
      'mcpSandbox.provider: Expected "auto" or "local" or "e2b", not the text "docker".',
    );
    expect(at.opened()).toEqual({ local: 0, e2b: 0 });
  });

  it("not on this machine with headers that only E2B puts in", async () => {
    const secretHeaders = { "a.example.com": { "X-Key": "${env:K}" } };
    const sandbox = { network: { allow: ["a.example.com"] }, secretHeaders };
    await using at = await made({}, { sandbox });
    const env = { K: "s3cr3t-value" };
    const refused = await at.world.runWith({ env }, ...list);
    expect(refused.exitCode).toBe(3);
    expect(refused.err).toContain(
      "mcpSandbox.servers.s.sandbox.secretHeaders: Only E2B puts headers into requests on their way out.",
    );
    const said = await at.world.runWith({ env }, ...list, "--provider", "e2b", "--verbose");
    expect(said.exitCode).toBe(0);
    expect(said.err).toContain("  headers  a.example.com: X-Key\n");
    expect(said.out + said.err).not.toContain("s3cr3t-value");
    expect(at.remote.specs[0]?.machine?.secretHeaders).toEqual({
      "a.example.com": { "X-Key": "s3cr3t-value" },
    });
  });
});

it("a first start in a microVM says so", async () => {
  await using at = await made({}, { sandbox: { group: "g" } });
  const { err } = await at.world.runWith(withKey, ...list);
  expect(err).toContain(
    "  sandbox  microVM of E2B, template base, shared by group g, paused when idle\n",
  );
});

it.each([
  [{}, "local"],
  [withKey, "e2b"],
])("sessions tells where a server runs: %j", async (env, provider) => {
  await using at = await made();
  const controller = new AbortController();
  const calling = at.world.runWith(
    { ...env, signal: controller.signal },
    ...["tools", "call", "s", "hang"],
  );
  await expect
    .poll(async () => JSON.parse((await at.world.run("sessions", "--json")).out) as unknown)
    .toMatchObject([{ server: "s", provider }]);
  controller.abort();
  await calling;
});

describe("quick", () => {
  it("runs where a configured server would, and keeps no microVM", async () => {
    await using at = await made({ "mcpSandbox.provider": "e2b" });
    const cwd = join(at.world.folder, "below");
    await at.world.runWith({ cwd }, "quick", "server", "missing");
    expect(at.remote.specs[0]).toMatchObject({ provider: "e2b", machine: { onIdle: "kill" } });
    expect(at.workspaces).toEqual([at.world.folder]);
    await at.world.run("quick", "server", "x", "--on-idle", "pause", "--group", "g");
    expect(at.remote.specs[1]?.machine).toEqual({ onIdle: "pause", group: "g" });
    await at.world.run("quick", "server", "x", "--provider", "local");
    expect(at.opened()).toEqual({ local: 1, e2b: 2 });
  });
});

describe("server add and show", () => {
  const add = ["server", "add", "m", "--command", "x", "--provider", "e2b"];

  it("keep what is asked of a microVM", async () => {
    await using at = await made();
    const wish = ["--template", "t", "--group", "g", "--on-idle", "kill", "--json"];
    const { out } = await at.world.run(...add, ...wish);
    const sandbox = { provider: "e2b", template: "t", group: "g", onIdle: "kill" };
    expect(JSON.parse(out)).toMatchObject({ entry: { command: "x", sandbox } });
    const shown = await at.world.run("server", "show", "m");
    expect(shown.out).toMatch(/^sandbox +e2b, template t, shared by group g, ended when idle$/m);
    await at.world.run("server", "edit", "m", "--unset", "group", "--on-idle", "pause");
    expect((await at.world.run("server", "show", "m")).out).toMatch(
      /^sandbox +e2b, template t, paused when idle$/m,
    );
  });

  it("refuse a group that is none, and an end that is none", async () => {
    await using at = await made();
    const { exitCode, err } = await at.world.run(...add, "--group", "a b", "--on-idle", "stop");
    expect(exitCode).toBe(2);
    expect(err).toContain("sandbox.group: A group's name holds letters, digits, `_` and `-` only.");
    expect(err).toContain('sandbox.onIdle: Expected "pause" or "kill", not the text "stop".');
  });

  it("tell where a server would run that does not say so", async () => {
    await using at = await made();
    expect((await at.world.run("server", "show", "s")).out).toMatch(/^sandbox +local$/m);
    const { out } = await at.world.runWith(withKey, "server", "show", "s");
    expect(out).toMatch(/^sandbox +e2b, template base, paused when idle$/m);
  });
});
