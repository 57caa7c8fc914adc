import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { CommandLine, fixtures } from "./commandLine.ts";

let cli: CommandLine;
let fake: FakeE2B;
const echoing = `node ${join(fixtures, "echo.mjs")}`;

beforeAll(async () => {
  [cli, fake] = await Promise.all([CommandLine.make(), FakeE2B.start()]);
  await mkdir(join(cli.folder, ".vscode"));
  const servers = { echo: { command: echoing, sandbox: { network: "all" } } };
  const settings = JSON.stringify({ "mcpSandbox.servers": servers });
  await writeFile(join(cli.folder, ".vscode/settings.json"), settings);
});
afterAll(async () => {
  await cli?.[Symbol.asyncDispose]();
  await fake?.[Symbol.asyncDispose]();
});

const env = () => ({
  E2B_API_KEY: fake.apiKey,
  E2B_API_URL: fake.url,
  E2B_SANDBOX_URL: fake.url,
});
const run = (...words: string[]) => cli.run(words, { env: env() });
const list = async (...more: string[]) => {
  const { out } = await run("sandboxes", "list", "--json", ...more);
  return JSON.parse(out) as { readonly id: string; readonly specs: readonly string[] }[];
};
const echo = ["--param", "message=hi"];

describe("with a key", () => {
  it("a server runs in a microVM, which the next call finds again and `sandboxes` ends", async () => {
    const called = await run("tools", "call", "echo", "echo", ...echo);
    expect(called).toMatchObject({ exitCode: 0, out: "hi\n" });
    expect(called.err).toContain("sandbox  microVM of E2B, template base");
    const [first, ...more] = await list();
    expect(more).toEqual([]);
    expect(first?.specs).toEqual([expect.stringMatching(/^echo-/)]);

    expect((await run("tools", "call", "echo", "echo", ...echo)).out).toBe("hi\n");
    expect((await list()).map(({ id }) => id)).toEqual([first?.id]);

    expect((await run("sandboxes", "kill", "--all-mine")).exitCode).toBe(2);
    const killed = await run("sandboxes", "kill", "--all-mine", "--yes");
    expect(killed).toMatchObject({ exitCode: 0, out: "1 microVM ended.\n" });
    expect(await list()).toEqual([]);
    expect(fake.sandboxes.all).toEqual([]);
  }, 60_000);

  it("folders and files go into a server's microVM and come back", async () => {
    await run("tools", "list", "echo");
    await mkdir(join(cli.folder, "stuff/deep"), { recursive: true });
    await writeFile(join(cli.folder, "stuff/.gitignore"), "*.log\n");
    await writeFile(join(cli.folder, "stuff/a.log"), "left out");
    await writeFile(join(cli.folder, "stuff/deep/b.txt"), "kept");
    const put = await run("files", "put", "echo", "stuff", "/data/stuff");
    expect(put).toMatchObject({ exitCode: 0, out: expect.stringMatching(/: \/data\/stuff\n$/) });
    await run("files", "put", "echo", "stuff/a.log", "/data/stuff/deep/c.txt");

    const listed = await run("files", "list", "echo", "/data/stuff/deep", "--json");
    const names = (JSON.parse(listed.out) as { readonly name: string }[]).map(({ name }) => name);
    expect(names).toEqual(["b.txt", "c.txt"]);

    expect((await run("files", "get", "echo", "/data/stuff", "back")).exitCode).toBe(0);
    expect((await readdir(join(cli.folder, "back"))).toSorted()).toEqual([".gitignore", "deep"]);
    expect(await readFile(join(cli.folder, "back/deep/b.txt"), "utf8")).toBe("kept");
    expect(await readFile(join(cli.folder, "back/deep/c.txt"), "utf8")).toBe("left out");
    const again = await run("files", "get", "echo", "/data/stuff", "back");
    expect(again).toMatchObject({ exitCode: 4, out: "" });
    await run("sandboxes", "kill", "--all-mine", "--yes");
  }, 90_000);

  it("a quick run leaves no microVM behind", async () => {
    const words = ["quick", echoing, "echo", "--network", "all", ...echo];
    expect(await run(...words)).toMatchObject({ exitCode: 0, out: "hi\n" });
    await expect.poll(() => list("--all"), { timeout: 20_000 }).toEqual([]);
  }, 60_000);

  it("a server runs on this machine all the same when it is told to", async () => {
    const words = ["quick", echoing, "echo", "--provider", "local", "--mount", fixtures];
    expect(await run(...words, ...echo)).toMatchObject({ exitCode: 0, out: "hi\n" });
    expect(await list("--all")).toEqual([]);
  }, 60_000);

  it("that is wrong the answer is one JSON value with its code, and the key is nowhere", async () => {
    const wrong = { ...env(), E2B_API_KEY: "e2b_wrong_key" };
    const said = await cli.run(["tools", "list", "echo", "--json"], { env: wrong });
    expect(said.exitCode).toBe(3);
    expect(JSON.parse(said.out)).toMatchObject({ error: { code: "keyRejected" } });
    const doctor = await cli.run(["doctor"], { env: wrong });
    expect(doctor.exitCode).toBe(4);
    expect(said.out + said.err + doctor.out + doctor.err).not.toContain("e2b_wrong_key");
  }, 60_000);
});

it("without a key a server that wants a microVM says which variable to set", async () => {
  const said = await cli.run(["tools", "list", "echo", "--provider", "e2b"]);
  expect(said.exitCode).toBe(3);
  expect(said.err).toContain("→ Set E2B_API_KEY.");
});
