import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { expect, test as base } from "vitest";
import { node24, root } from "../../.ci/setup/folders.mjs";

/** `npm start` after set-up, on a machine without a screen. */
const test = base.extend<{ started: { program: ChildProcess; address: string } }>({
  started: async ({}, use) => {
    const program = spawn(node24, [".ci/start.ts"], {
      cwd: root,
      env: { ...process.env, DISPLAY: "", WAYLAND_DISPLAY: "", PORT: "0" },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    let output = "";
    program.stdout?.on("data", (data) => (output += String(data)));
    await expect.poll(() => output, { timeout: 60_000 }).toContain("Ctrl+C ends everything");
    await use({ program, address: /^Open (\S+)$/m.exec(output)?.[1] ?? "" });
    program.kill("SIGKILL");
  },
});

const isServed = (address: string) =>
  fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );

test.for(["SIGINT", "SIGTERM"] as const)(
  "npm start serves the sample at the address that it prints, until it is ended by %s",
  async (signal, { started: { program, address } }) => {
    expect(decodeURI(address)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?folder=.*\/sample$/);
    expect(await isServed(address)).toBe(true);
    await end(program, () => program.kill(signal));
    expect(program.exitCode).toBe(0);
    expect(await isServed(address)).toBe(false);
  },
);

test("npm start leaves nothing behind when whoever started it vanishes", async ({ started }) => {
  await end(started.program, () => started.program.disconnect());
  expect(await isServed(started.address)).toBe(false);
});

async function end(program: ChildProcess, ask: () => void): Promise<void> {
  const exit = once(program, "exit");
  ask();
  await exit;
}
