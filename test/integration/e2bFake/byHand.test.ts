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
import { errorOf, test } from "./fakeTest.ts";

const repository = join(import.meta.dirname, "../../..");

async function roots(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("e2b-fake-"));
}

test("started by hand, the fake says what to set, and leaves nothing when it is ended", async () => {
  const before = await roots();
  const program = spawn(process.execPath, [join(repository, "test/fakes/e2b/main.ts")]);
  const told: Record<string, string> = {};
  for await (const line of createInterface({ input: program.stdout })) {
    const [, name = "", value = ""] = line.match(/^export (\w+)=(.*)$/) ?? [];
    if (name) told[name] = value;
    if (line.startsWith("Ctrl+C")) break;
  }
  expect(told["E2B_API_URL"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const { Sandbox } = new E2B({
    apiKey: told["E2B_API_KEY"] ?? "",
    apiUrl: told["E2B_API_URL"] ?? "",
    sandboxUrl: told["E2B_SANDBOX_URL"] ?? "",
  });
  const box = await Sandbox.create();
  const handle = await box.commands.run("exec sleep 100", { background: true });
  expect(marked(box.sandboxId)).toHaveLength(1);
  program.kill("SIGTERM");
  expect(await once(program, "exit")).toEqual([0, null]);
  await errorOf(handle.wait());
  expect(marked(box.sandboxId)).toEqual([]);
  const own = (await roots()).filter((name) => !before.includes(name));
  const found = await Promise.all(own.map((name) => readdir(join(tmpdir(), name)).catch(() => [])));
  expect(found.flat()).not.toContain(box.sandboxId);
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
