import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { silent } from "../../../../../src/base/log.ts";
import { requireJail } from "../../../../../src/sandbox/local/doctor/requireJail.ts";
import { processTree } from "../../../../../src/sandbox/local/limits/processTable.ts";
import { LocalSandboxes } from "../../../../../src/sandbox/local/local.ts";
import type { Exit, Limits, Sandbox } from "../../../../../src/sandbox/sandbox.ts";

const canJail = await requireJail().then(
  () => true,
  () => false,
);

const small: Limits = { memoryMB: 200, cpus: 2, maxProcesses: 40 };

/** Opens a jail with these limits; all are closed after the test. */
type Open = (limits: Partial<Limits>) => Promise<Sandbox>;

const jailed = base.extend<{ open: Open }>({
  open: async ({}, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), "jail-"));
    const opened: Sandbox[] = [];
    await use(async (limits) => {
      const sandbox = await new LocalSandboxes({ dataDir, log: silent }).open({
        id: "bomb",
        mounts: [],
        network: "none",
        limits: { ...small, ...limits },
        install: { commands: [], network: "none" },
      });
      opened.push(sandbox);
      return sandbox;
    });
    for (const sandbox of opened) await sandbox[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  },
});
const test = canJail ? jailed : jailed.skip;

async function python(sandbox: Sandbox, script: string): Promise<{ exit: Exit; output: string }> {
  const program = await sandbox.start({ program: "/usr/bin/python3", args: ["-c", script] });
  await program.end();
  const chunks: Uint8Array[] = [];
  const read = async (stream: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of stream) chunks.push(chunk);
  };
  await Promise.all([read(program.stdout), read(program.stderr)]);
  return { exit: await program.exit, output: Buffer.concat(chunks).toString() };
}

test("a memory bomb ends as a limit that is named with its value", async ({ open }) => {
  const bomb = `
held = []
for _ in range(40):
    held.append(b"x" * (16 << 20))
print("took all")
`;
  const { exit, output } = await python(await open({}), bomb);
  expect(output).not.toContain("took all");
  expect(exit).toEqual({
    kind: "limit",
    limit: "memory",
    message: "It used more than its 200 MB of memory.",
  });
});

test("a fork bomb gets no further than its limit, and leaves nobody", async ({ open }) => {
  const bomb = `
import os, time
came = 0
try:
    for _ in range(90):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        came += 1
except OSError:
    pass
print(came, flush=True)
time.sleep(1)
raise SystemExit(1)
`;
  const before = new Set(processTree([process.pid]).map(({ pid }) => pid));
  const { exit, output } = await python(await open({}), bomb);
  if (output !== "") expect(Number(output)).toBeLessThan(42);
  expect(exit).toMatchObject({ kind: "limit", limit: "processes" });
  await expect
    .poll(() => processTree([process.pid]).filter(({ pid }) => !before.has(pid)))
    .toEqual([]);
});

test("two spinners share what their jail may use", async ({ open }) => {
  const spinners = `
import os, time
start = time.time()
child = os.fork()
while time.time() - start < 2:
    pass
if child == 0:
    os._exit(0)
os.wait()
used = os.times()
print((used.user + used.system + used.children_user + used.children_system) / (time.time() - start))
`;
  const { exit, output } = await python(await open({ cpus: 0.5 }), spinners);
  expect(exit).toEqual({ kind: "exited", code: 0 });
  expect(Number(output)).toBeLessThan(0.85);
});

test("a file cannot grow beyond its limit, and no core is written", async ({ open }) => {
  const script = `
import resource
print(resource.getrlimit(resource.RLIMIT_FSIZE)[1], resource.getrlimit(resource.RLIMIT_CORE)[1])
try:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("raised")
except (ValueError, OSError):
    print("kept")
`;
  const { output } = await python(await open({}), script);
  expect(output).toBe("4294967296 0\nkept\n");
});

test("one jail's bomb does not end another's program", async ({ open }) => {
  const [quiet, loud] = [await open({}), await open({})];
  const witness = await quiet.start({ program: "/bin/sh", args: ["-c", "read line; echo $line"] });
  const { exit } = await python(loud, 'held = [b"x" * (16 << 20) for _ in range(40)]');
  expect(exit).toMatchObject({ kind: "limit", limit: "memory" });
  await witness.write(Buffer.from("alive\n"));
  await witness.end();
  const said: Uint8Array[] = [];
  for await (const chunk of witness.stdout) said.push(chunk);
  expect(Buffer.concat(said).toString()).toBe("alive\n");
});
