import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { E2B } from "e2b";
import { expect } from "vitest";
import { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { marked } from "../../fakes/e2b/machine/marked.ts";
import { errorOf, soon, test } from "./fakeTest.ts";

const repository = join(import.meta.dirname, "../../..");

/** The folders of the fakes of a process. */
async function foldersOf(pid: number | undefined): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(`e2b-fake-${pid}-`));
}

/** Starts the fake by hand; it tells what to set. */
async function startByHand() {
  const program = spawn(process.execPath, [join(repository, "test/fakes/e2b/main.ts")]);
  const told: Record<string, string> = {};
  for await (const line of createInterface({ input: program.stdout })) {
    const [, name = "", value = ""] = line.match(/^export (\w+)=(.*)$/) ?? [];
    if (name) told[name] = value;
    if (line.startsWith("Ctrl+C")) break;
  }
  const end = async (): Promise<void> => void program.kill("SIGKILL");
  return { program, told, [Symbol.asyncDispose]: end };
}

/** The SDK, pointed where it was told, with a command that runs in a new sandbox. */
async function use(told: Readonly<Record<string, string>>) {
  const { Sandbox } = new E2B({
    apiKey: told["E2B_API_KEY"] ?? "",
    apiUrl: told["E2B_API_URL"] ?? "",
    sandboxUrl: told["E2B_SANDBOX_URL"] ?? "",
  });
  const box = await Sandbox.create();
  const handle = await box.commands.run("exec sleep 100", { background: true });
  await soon(() => marked(box.sandboxId)).toEqual([handle.pid]);
  return { box, handle };
}

test("started by hand, the fake says what to set, and leaves nothing when it is ended", async () => {
  await using byHand = await startByHand();
  const { program, told } = byHand;
  expect(told["E2B_API_URL"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const { box, handle } = await use(told);
  program.kill("SIGTERM");
  expect(await once(program, "exit")).toEqual([0, null]);
  await errorOf(handle.wait());
  expect(marked(box.sandboxId)).toEqual([]);
  expect(await foldersOf(program.pid)).toEqual([]);
});

test("what a killed fake left is swept by the next", async () => {
  await using byHand = await startByHand();
  const { program, told } = byHand;
  const { box, handle } = await use(told);
  program.kill("SIGKILL");
  await once(program, "exit");
  await errorOf(handle.wait());
  expect(marked(box.sandboxId)).toHaveLength(1);
  await using _next = await FakeE2B.start();
  await soon(() => marked(box.sandboxId)).toEqual([]);
  expect(await foldersOf(program.pid)).toEqual([]);
});

test("a client in debug mode finds its sandbox without a key", async () => {
  await using fake = await FakeE2B.start({ debug: true });
  const { Sandbox } = new E2B({ debug: true, sandboxUrl: fake.url });
  const box = await Sandbox.create();
  expect((await box.commands.run("echo debug")).stdout).toBe("debug\n");
  await box.files.write("a", "b");
  expect(await box.files.read("a")).toBe("b");
  expect(await box.kill()).toBe(true);
  expect(await box.isRunning()).toBe(true);
});
