import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxes } from "../../../src/cli/openSandboxes.ts";
import { LocalSandboxes } from "../../../src/sandbox/local/local.ts";
import { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { FakeWorld } from "../../fakes/world.ts";
import { CommandLine, processesWith } from "../cli/commandLine.ts";

let cli: CommandLine;
let world: FakeWorld;
beforeAll(async () => {
  cli = await CommandLine.make();
  const nobody = () => Promise.reject(new Error("not expected"));
  world = await FakeWorld.make({
    sandboxes: async ({ log }) => {
      const local = async () => new LocalSandboxes({ dataDir: join(world.folder, "data"), log });
      return openSandboxes({ local, e2b: nobody, preferred: async () => "local" });
    },
  });
});
afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

describe("run", () => {
  it.each([
    [["-c", "print('a'); 1 + 1"], 0, "a\n2\n", ""],
    [["--language", "js", "-c", "const x = await Promise.resolve(5); x"], 0, "5\n", ""],
    [["-c", "import sys; print('e', file=sys.stderr); sys.exit(3)"], 3, "", "e\n"],
    [["-c", "import os; os._exit(9)"], 9, "", ""],
    [["--language", "bash", "-c", 'echo "$A"; exit 4', "--env", "A=b"], 4, "b\n", ""],
    [["-c", "raise SystemExit"], 0, "", ""],
  ])(
    "%j ends with %i, and what it writes goes where it belongs",
    async (words, exitCode, out, err) => {
      expect(await world.run("run", ...words)).toEqual({ exitCode, out, err });
    },
  );

  it("writes a traceback for an error, and ends with 1", async () => {
    const { exitCode, out, err } = await world.run("run", "-c", "print(1)\n1 / 0");
    expect([exitCode, out]).toEqual([1, "1\n"]);
    expect(err).toMatch(/^Traceback[^]*ZeroDivisionError: division by zero\n$/);
  });

  it("runs a file by its name's language, in a jail that sees what is mounted and no more", async () => {
    const data = join(world.folder, "stuff");
    await mkdir(data);
    await writeFile(join(data, "a.txt"), "inside");
    const code = `const { readFileSync, existsSync } = require("node:fs");
const text: string = readFileSync("/data/a.txt", "utf8");
console.log(text, existsSync(${JSON.stringify(data)}));`;
    await writeFile(join(world.folder, "program.ts"), code);
    const ended = await world.run("run", "program.ts", "--mount", "stuff:/data");
    expect(ended).toEqual({ exitCode: 0, out: "inside false\n", err: "" });
  });

  it("reads answers to input() from our input, and code from it by -", async () => {
    const asking = ["run", "-c", "print('hello', input('who? '), input())"];
    const said = await world.runWith({ stdin: Readable.from(["Ada\nB\n"]) }, ...asking);
    expect(said).toEqual({ exitCode: 0, out: "hello Ada B\n", err: "who? " });
    expect(await world.runWith({ stdin: Readable.from(["6 * 7"]) }, "run", "-")).toMatchObject({
      out: "42\n",
    });
  });

  it("gives one JSON value where JSON is wanted", async () => {
    const { exitCode, out } = await world.run("run", "--json", "-c", "print(1)\nx");
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ...{ language: "python", success: false, stdout: "1\n", stderr: "", results: [] },
      error: { name: "NameError" },
    });
  });

  it("ends by its time limit with 124, by Ctrl+C with 130, and leaves nothing behind", async () => {
    const endless = ["run", "-c", "print('begun', flush=True)\nwhile True: pass"];
    const late = await world.run(...endless, "--timeout", "0.5");
    expect(late).toMatchObject({ exitCode: 124, out: "begun\n" });
    expect(late.err).toContain("0.5");
    const running = cli.start(endless);
    await expect.poll(() => running.out(), { timeout: 10_000 }).toBe("begun\n");
    process.kill(running.pid, "SIGINT");
    expect(await running.ended).toMatchObject({ exitCode: 130 });
    expect(await processesWith(cli.data)).toEqual([]);
  });
});

describe("in a microVM", () => {
  let fake: FakeE2B;
  beforeAll(async () => void (fake = await FakeE2B.start()));
  afterAll(() => fake[Symbol.asyncDispose]());
  const run = (...words: string[]) =>
    cli.run(["run", ...words], {
      env: { E2B_API_KEY: fake.apiKey, E2B_API_URL: fake.url, E2B_SANDBOX_URL: fake.url },
    });

  it("code runs by the template's own interpreter, and the microVM ends with it", async () => {
    // A key alone is enough; its own words for a lost interpreter tell who has run the code.
    expect(await run("-c", "print(1)\n2")).toEqual({ out: "1\n2\n", err: "", exitCode: 0 });
    const died = await run("--provider", "e2b", "-c", "import os; os._exit(3)");
    expect(died.err).toContain("The interpreter died while the code ran.");
    await expect.poll(() => fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });

  it("code runs by our own driver where the template has no interpreter", async () => {
    const words = ["--provider", "e2b", "--template", "base"];
    expect(await run(...words, "-c", "print(1)")).toMatchObject({ out: "1\n", exitCode: 0 });
    await expect.poll(() => fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });
});
