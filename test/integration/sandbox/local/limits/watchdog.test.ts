import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { processTree } from "../../../../../src/sandbox/local/limits/processTable.ts";
import { Limited, fork, js, open, sh, shares, spin, takeMemory, watchdogOnly } from "./limited.ts";

test("it says which limits are watched instead of held", async () => {
  await using group = await open({}, watchdogOnly);
  expect(group.caveats.join()).toContain("Memory, the number of processes and processor time");
});

test("a process that takes more memory than allowed is ended, and the memory is named", async () => {
  await using group = await open({}, watchdogOnly);
  await using bomb = new Limited(group, takeMemory(480));
  expect(await bomb.exit).toEqual({ code: null, signal: "SIGKILL" });
  expect(bomb.stdout).not.toContain("took all");
  expect(await group.exceeded()).toEqual({
    limit: "memory",
    message: "It used more than its 128 MB of memory.",
  });
});

test("several processes that take too much together are ended together", async () => {
  await using group = await open({ memoryMB: 300 }, watchdogOnly);
  const script = `
    const { spawn } = require("node:child_process");
    for (let i = 0; i < 4; i++) spawn(process.execPath, ["-e", ${JSON.stringify(takeMemory(160)[2])}], { stdio: "ignore" });
    console.log("up"); setTimeout(() => {}, 8000);
  `;
  await using bomb = new Limited(group, js(script));
  await expect.poll(() => processTree([bomb.pid]).length).toBe(5);
  const pids = processTree([bomb.pid]).map((row) => row.pid);
  expect((await bomb.exit).signal).toBe("SIGKILL");
  expect(await group.exceeded()).toMatchObject({ limit: "memory" });
  await expect.poll(() => pids.flatMap((pid) => processTree([pid]))).toEqual([]);
});

test("memory that forked processes share counts once", async () => {
  await using group = await open({ memoryMB: 200 }, watchdogOnly);
  const script = `
import os, time
held = bytearray(os.urandom(1 << 20) * 100)
for _ in range(4):
    if os.fork() == 0:
        time.sleep(2); os._exit(0)
print("forked", flush=True)
time.sleep(1.5)
print("alive", flush=True)
time.sleep(1)
`;
  await using program = new Limited(group, ["/usr/bin/python3", "-c", script]);
  await expect.poll(() => program.stdout, { timeout: 20_000 }).toContain("alive");
  const resident = processTree([program.pid]).map((row) => row.residentBytes);
  expect(resident.reduce((total, one) => total + one, 0)).toBeGreaterThan(300 * 2 ** 20);
  expect(await group.exceeded()).toBeUndefined();
});

test("a tree that has too many processes is ended, and the processes are named", async () => {
  await using group = await open({ maxProcesses: 40 }, watchdogOnly);
  await using bomb = new Limited(group, fork(90));
  expect((await bomb.exit).signal).toBe("SIGKILL");
  expect(await group.exceeded()).toEqual({
    limit: "processes",
    message: "It reached its limit of 40 processes and threads.",
  });
  await expect.poll(() => processTree([bomb.pid])).toEqual([]);
});

test("spinners together get no more than the cores they may use", async () => {
  await using group = await open({ cpus: 0.5 }, watchdogOnly);
  await using spinners = new Limited(group, spin());
  await spinners.exit;
  // What they may use at once at the start, spread over two seconds, is within this.
  expect(shares(spinners.stdout)).toBeLessThan(0.85);
  expect(await group.exceeded()).toBeUndefined();
});

test("a program that rests most of the time is never halted", async () => {
  await using group = await open({ cpus: 0.5 }, watchdogOnly);
  await using program = new Limited(
    group,
    js(`
    let worst = 0, last = performance.now(), turns = 0;
    const timer = setInterval(() => {
      const now = performance.now(); worst = Math.max(worst, now - last); last = now;
      while (performance.now() - now < 5);
      if (++turns === 40) { clearInterval(timer); console.log("done"); }
    }, 40);
  `),
  );
  const states = new Set<string>();
  await expect
    .poll(
      () => {
        for (const row of processTree([program.pid])) states.add(row.state);
        return program.stdout;
      },
      { interval: 10, timeout: 20_000 },
    )
    .toContain("done");
  expect(states).not.toContain("T");
});

test("closing the group leaves nothing halted", async () => {
  const group = await open({ cpus: 0.1 }, watchdogOnly);
  await using program = new Limited(
    group,
    js("const from = Date.now(); while (Date.now() - from < 8000);"),
  );
  const halted = (): boolean => processTree([program.pid]).some(({ state }) => state === "T");
  await expect.poll(halted, { interval: 5, timeout: 5000 }).toBe(true);
  await group[Symbol.asyncDispose]();
  expect(halted()).toBe(false);
});

test("a program that halted itself is not set going", async () => {
  await using group = await open({ cpus: 0.1 }, watchdogOnly);
  await using program = new Limited(
    group,
    sh(
      `sh -c 'kill -STOP $$' & echo $!; ${process.execPath} -e 'const f = Date.now(); while (Date.now() - f < 1500);'; echo done; kill -KILL $!`,
    ),
  );
  await expect.poll(() => program.stdout).toMatch(/\d+\n/);
  const halted = Number.parseInt(program.stdout, 10);
  const state = (): string | undefined => processTree([halted])[0]?.state;
  await expect.poll(state).toBe("T");
  const seen = new Set<string | undefined>();
  await expect
    .poll(() => (program.stdout.includes("done") ? "done" : seen.add(state()) && "busy"), {
      interval: 5,
      timeout: 20_000,
    })
    .toBe("done");
  seen.delete(undefined);
  expect([...seen]).toEqual(["T"]);
});

test("no process writes core files or opens more files than it may", async () => {
  await using group = await open({}, watchdogOnly);
  await using program = new Limited(group, ["/bin/cat", "/proc/self/limits"]);
  await program.exit;
  expect(program.stdout).toMatch(/Max core file size +0 +0/);
  expect(program.stdout).toMatch(/Max open files +8192 +8192/);
  expect(program.stdout).toMatch(/Max file size +4294967296 +4294967296/);
  expect(program.stdout).toMatch(new RegExp(`Max data size +${(256 + 1024) << 20} `));
});

test("a jail's own count of processes holds for a user who is not root", async ({ skip }) => {
  if (process.getuid?.() !== 0) skip("needs root to become somebody else");
  await using group = await open({ maxProcesses: 20 }, watchdogOnly);
  const { insideWords } = await import("../../../../../src/sandbox/local/limits/rlimits.ts");
  const kernel = await readFile("/proc/sys/kernel/osrelease", "utf8");
  const inside = insideWords({ memoryMB: 128, cpus: 8, maxProcesses: 20 }, new Set(), {
    isRoot: false,
    kernel,
  });
  const jail = [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "bwrap",
    "--unshare-user",
    "--unshare-pid",
  ];
  const script = "i=0; while [ $i -lt 60 ]; do sleep 2 & i=$((i+1)); done; wait";
  await using bomb = new Limited(
    { ...group, watch: () => {} },
    [...inside, ...sh(script)],
    [...jail, "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--"],
  );
  await bomb.exit;
  expect(bomb.stderr).toMatch(/fork|Resource temporarily unavailable/);
});
