import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { diagnose } from "../../../../../src/sandbox/local/doctor/diagnose.ts";
import { readMachine } from "../../../../../src/sandbox/local/doctor/machine.ts";
import { findJail, requireJail } from "../../../../../src/sandbox/local/doctor/requireJail.ts";

const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const run = promisify(execFile);
const source = new URL("../../../../../src/sandbox/local/doctor/requireJail.ts", import.meta.url);
const tryIt = `
  import { requireJail } from ${JSON.stringify(source.href)};
  const result = await requireJail().catch(({ code, message, remedy }) => ({ code, message, remedy }));
  console.log(JSON.stringify(result));
`;

/** What `requireJail` comes to in a process that is started by other words. */
async function elsewhere(words: readonly string[]): Promise<unknown> {
  const [program, ...args] = [...words, process.execPath, "--input-type=module", "-e", tryIt];
  const { stdout } = await run(program, args, { env: { PATH: "/usr/bin:/bin" } });
  return JSON.parse(stdout);
}

const onLinux = test.skipIf(process.platform !== "linux");
const asRoot = test.skipIf(process.getuid?.() !== 0);

onLinux("a machine that can hold a jail says so, once for all who ask", async () => {
  const asked = requireJail();
  expect(requireJail()).toBe(asked);
  expect((await asked).path).toMatch(/\/bwrap$/);
});

asRoot("an ordinary user gets a jail too", async () => {
  const user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  expect(await elsewhere(user)).toMatchObject({ path: matching(/\/bwrap$/) });
});

asRoot("where no namespace is allowed it refuses and names the setting", async () => {
  const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"';
  expect(await elsewhere(["unshare", "-Ur", "sh", "-c", forbid, "sh"])).toMatchObject({
    code: "sandboxUnavailable",
    remedy: containing("user.max_user_namespaces=15000"),
  });
});

asRoot(
  "where parts of /proc are hidden it refuses and tells what the container needs",
  async () => {
    const hide = 'mount -t tmpfs none /proc/acpi || mount -t tmpfs none /proc/bus; exec "$@"';
    expect(await elsewhere(["unshare", "-Urmpf", "sh", "-c", hide, "sh"])).toMatchObject({
      code: "sandboxUnavailable",
      message: containing("/proc"),
      remedy: containing("--security-opt"),
    });
  },
);

asRoot(
  "where the kernel's settings are read-only a jail is made without the extra option",
  async () => {
    // The kernel lets a jail have a /proc of its own only where a whole one is in sight.
    const whole = "mount -t proc proc /mnt";
    const lock = "mount -o bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys";
    const script = `${whole} && ${lock}; exec "$@"`;
    expect(await elsewhere(["unshare", "-m", "sh", "-c", script, "sh"])).toMatchObject({
      path: matching(/\/bwrap$/),
    });
  },
);

test("a machine without bubblewrap is told how to install it", async ({ skip }) => {
  const everywhere = ["/usr/bin", "/usr/local/bin", "/bin", "/run/current-system/sw/bin"];
  if (everywhere.some((folder) => existsSync(`${folder}/bwrap`))) {
    const checks = await diagnose(process.env);
    expect(checks.find(({ id }) => id === "bubblewrap")?.outcome).toBe("ok");
    skip("bubblewrap is installed");
  }
  await expect(findJail({ PATH: "" }, readMachine())).rejects.toMatchObject({
    code: "sandboxUnavailable",
    remedy: containing("bubblewrap"),
  });
});

onLinux(
  "the diagnosis of this machine has no check without words, and no failed one without a remedy",
  async () => {
    const checks = await diagnose(process.env);
    expect(checks.length).toBeGreaterThan(8);
    for (const { message, outcome, remedy } of checks) {
      expect(message).toMatch(/\.$/);
      if (outcome === "failed") expect(remedy).toBeTruthy();
    }
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  },
);
