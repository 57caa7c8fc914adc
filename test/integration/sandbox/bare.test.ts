import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { BareSandboxes } from "../../../src/sandbox/bare.ts";
import { defaultLimits } from "../../../src/sandbox/sandbox.ts";
import type { Process, Sandbox, SandboxSpec } from "../../../src/sandbox/sandbox.ts";

const containing = (text: string): unknown => expect.stringContaining(text);

const spec: SandboxSpec = {
  id: "probe",
  mounts: [],
  network: "none",
  limits: defaultLimits,
  install: { commands: [], network: "none" },
};

const test = base.extend<{ dataDir: string; sandbox: Sandbox }>({
  dataDir: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "bare-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  sandbox: async ({ dataDir }, use) => {
    const sandbox = await new BareSandboxes({ dataDir, log: silent }).open(spec);
    await use(sandbox);
    await sandbox[Symbol.asyncDispose]();
  },
});

const sh = (script: string) => ({ program: "/bin/sh", args: ["-c", script] });
const js = (script: string) => ({ program: process.execPath, args: ["-e", script] });

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function firstLine(program: Process): Promise<string> {
  let seen = "";
  for await (const chunk of program.stdout) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes("\n")) break;
  }
  return seen.trim();
}

/** A zombie that nobody has waited for yet is gone all the same. */
async function lives(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return status !== "" && !/\) [ZX] /.test(status);
}

test("it says in plain words that nothing is isolated", ({ sandbox }) => {
  expect(sandbox.caveats.join()).toContain("Nothing is isolated");
});

test("bytes go in and out and the exit code comes back", async ({ sandbox }) => {
  const program = await sandbox.start(sh("cat; echo problem >&2; exit 7"));
  await program.write(Buffer.from("héllo\n"));
  await program.end();
  expect(await text(program.stdout)).toBe("héllo\n");
  expect(await text(program.stderr)).toBe("problem\n");
  expect(await program.exit).toEqual({ kind: "exited", code: 7 });
});

test("output is not lost when it is read long after the exit", async ({ sandbox }) => {
  const program = await sandbox.start(sh("echo out; echo err >&2"));
  await program.exit;
  await new Promise((resolve) => setImmediate(resolve));
  expect(await text(program.stderr)).toBe("err\n");
  expect(await text(program.stdout)).toBe("out\n");
});

test("a write waits while the program does not read, and nothing is lost", async ({ sandbox }) => {
  const program = await sandbox.start(sh("read go; wc -c"));
  await program.write(Buffer.from("go\n"));
  const held = await sandbox.start(
    js("process.stdin.once('data', () => {}); process.stdin.pause(); setTimeout(() => {}, 60000)"),
  );
  let settled = false;
  const large = held.write(Buffer.alloc(8 << 20)).then(
    () => (settled = true),
    () => (settled = false),
  );
  for (let i = 0; i < 64; i++) await program.write(Buffer.alloc(64 << 10));
  await program.end();
  expect((await text(program.stdout)).trim()).toBe(String(64 * (64 << 10)));
  expect(settled).toBe(false);
  await held.signal("SIGKILL");
  await large;
  expect(settled).toBe(false);
});

test("a program that writes without end is held back until it is read", async ({ sandbox }) => {
  const program = await sandbox.start(
    js(`
    let sent = 0;
    const more = () => { while (process.stdout.write(Buffer.alloc(65536)) && sent < 1e9) sent += 65536; };
    process.stdout.on('drain', more); more();
    process.on('SIGTERM', () => { console.error(sent); process.exit(0); });
    console.error('ready');
  `),
  );
  const said = program.stderr[Symbol.asyncIterator]();
  expect(Buffer.from((await said.next()).value ?? []).toString()).toContain("ready");
  await program.signal("SIGTERM");
  const sent = Number(Buffer.from((await said.next()).value ?? []).toString());
  expect(sent).toBeLessThan(8 << 20);
  expect(await program.exit).toEqual({ kind: "exited", code: 0 });
});

test("a write after the program has gone is refused with a Failure", async ({ sandbox }) => {
  const program = await sandbox.start(sh("exit 0"));
  await program.exit;
  await expect
    .poll(() =>
      program.write(Buffer.alloc(1 << 20)).then(
        () => "taken",
        (e: unknown) => e,
      ),
    )
    .toMatchObject({ code: "sandboxFailed" });
  await program.end();
  await program.signal("SIGTERM");
  await program.signal("SIGKILL");
});

test("SIGTERM may be ignored, SIGKILL may not", async ({ sandbox }) => {
  const program = await sandbox.start(
    sh("trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done"),
  );
  const output = program.stdout[Symbol.asyncIterator]();
  await output.next();
  await program.signal("SIGTERM");
  expect(Buffer.from((await output.next()).value ?? []).toString()).toContain("asked");
  await program.signal("SIGKILL");
  expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
});

test("children and a daemon in a session of its own are ended with the program", async ({
  sandbox,
}) => {
  const program = await sandbox.start(
    sh(
      "sleep 300 & child=$!; setsid -f sh -c 'echo $$ > daemon; exec sleep 300' >/dev/null 2>&1; while [ ! -s daemon ]; do sleep 0.01; done; echo $child $(cat daemon); wait",
    ),
  );
  const pids = (await firstLine(program)).split(" ").map(Number);
  expect(pids).toHaveLength(2);
  expect(await Promise.all(pids.map(lives))).toEqual([true, true]);
  await program.signal("SIGKILL");
  await program.exit;
  await expect.poll(() => Promise.all(pids.map(lives))).toEqual([false, false]);
});

test("what a program leaves behind is gone when its exit settles", async ({ sandbox }) => {
  const program = await sandbox.start(sh("sleep 300 >/dev/null 2>&1 & echo $!"));
  const output = text(program.stdout);
  expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  await expect.poll(async () => lives(Number(await output))).toBe(false);
});

test("closing the sandbox ends every program in it and lets no other start", async ({
  dataDir,
}) => {
  const sandbox = await new BareSandboxes({ dataDir, log: silent }).open(spec);
  const programs = [await sandbox.start(sh("sleep 300")), await sandbox.start(sh("sleep 300"))];
  await sandbox[Symbol.asyncDispose]();
  for (const program of programs)
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
  await expect(sandbox.start(sh("true"))).rejects.toMatchObject({ code: "sandboxFailed" });
});

test("the home is private and kept, and the host's environment is not passed on", async ({
  dataDir,
}) => {
  process.env["BARE_CANARY"] = "seen";
  const sandboxes = new BareSandboxes({ dataDir, log: silent });
  await using first = await sandboxes.open(spec);
  await (
    await first.start(sh("echo kept > note"))
  ).exit;
  await using second = await sandboxes.open(spec);
  const program = await second.start({
    ...sh('cat "$HOME/note"; echo "$MINE:$BARE_CANARY"'),
    env: { MINE: "1" },
  });
  expect(await text(program.stdout)).toBe("kept\n1:\n");
  delete process.env["BARE_CANARY"];
  expect((await stat(join(dataDir, "bare", "probe"))).mode & 0o777).toBe(0o700);
});

test("install commands run once, in the home, and their failure closes the sandbox", async ({
  dataDir,
}) => {
  const sandboxes = new BareSandboxes({ dataDir, log: silent });
  const install = { commands: [sh("echo installed >> log")], network: "none" as const };
  await (await sandboxes.open({ ...spec, install }))[Symbol.asyncDispose]();
  await (await sandboxes.open({ ...spec, install }))[Symbol.asyncDispose]();
  expect(await readFile(join(dataDir, "bare", "probe", "log"), "utf8")).toBe("installed\n");
  const failing = { commands: [sh("echo no such thing >&2; exit 3")], network: "none" as const };
  await expect(sandboxes.open({ ...spec, install: failing })).rejects.toMatchObject({
    code: "installFailed",
  });
});

test("a program that does not exist is told from a folder that does not exist", async ({
  sandbox,
}) => {
  await expect(sandbox.start({ program: "no-such-program", args: [] })).rejects.toMatchObject({
    code: "commandNotFound",
  });
  await expect(sandbox.start({ ...sh("true"), cwd: "/no/such/folder" })).rejects.toMatchObject({
    code: "sandboxFailed",
    message: containing("/no/such/folder"),
  });
});

test("a mount that would have to be moved is refused, one in place is not", async ({ dataDir }) => {
  const sandboxes = new BareSandboxes({ dataDir, log: silent });
  const mounts = [{ source: dataDir, target: "/data", write: false }];
  await expect(sandboxes.open({ ...spec, mounts })).rejects.toMatchObject({
    code: "sandboxFailed",
    remedy: containing(dataDir),
  });
  const inPlace = [{ source: dataDir, target: dataDir, write: false }];
  await using opened = await sandboxes.open({ ...spec, mounts: inPlace });
  expect(opened.id).toBe("probe");
});

test("an opening that was cancelled fails as cancelled", async ({ dataDir }) => {
  const sandboxes = new BareSandboxes({ dataDir, log: silent });
  await expect(sandboxes.open(spec, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "cancelled",
  });
});
