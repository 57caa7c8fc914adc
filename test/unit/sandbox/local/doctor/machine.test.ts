import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test as base } from "vitest";
import { readMachine } from "../../../../../src/sandbox/local/doctor/machine.ts";

const test = base.extend<{ root: string; put: (path: string, text: string) => Promise<void> }>({
  root: async ({}, use) => {
    const root = await mkdtemp(join(tmpdir(), "machine-"));
    await use(root);
    await rm(root, { recursive: true });
  },
  put: async ({ root }, use) => {
    await use(async (path, text) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    });
  },
});

test("the distribution and its parents are read, with and without quotes", async ({
  root,
  put,
}) => {
  await put(
    "etc/os-release",
    'PRETTY_NAME="Linux Mint 22"\nID=linuxmint\nID_LIKE="ubuntu debian"\n',
  );
  const machine = await readMachine(root);
  expect(machine.distributions).toEqual(["linuxmint", "ubuntu", "debian"]);
  expect(machine.distributionName).toBe("Linux Mint 22");
});

test("kernel settings are numbers, and absent ones are not known", async ({ root, put }) => {
  await put("proc/sys/user/max_user_namespaces", "0\n");
  await put("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
  await put("proc/self/attr/current", "vscode (unconfined)\n\0");
  const machine = await readMachine(root);
  expect(machine.settings).toMatchObject({
    "user.max_user_namespaces": 0,
    "kernel.apparmor_restrict_unprivileged_userns": 1,
    "kernel.unprivileged_userns_clone": undefined,
  });
  expect(machine.appArmorLabel).toBe("vscode (unconfined)");
});

test.each([
  [".dockerenv", "docker"],
  ["run/.containerenv", "podman"],
  ["run/systemd/container", "other"],
])("the file %s tells of a container: %s", async (file, kind) => {
  const root = await mkdtemp(join(tmpdir(), "machine-"));
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), "");
  expect((await readMachine(root)).container).toBe(kind);
  await rm(root, { recursive: true });
});

test("WSL is told from other Linux", async ({ root, put }) => {
  expect((await readMachine(root)).isWsl).toBe(false);
  await put("proc/version", "Linux version 5.15.153.1-microsoft-standard-WSL2");
  expect((await readMachine(root)).isWsl).toBe(true);
});

test("a root without anything is no error", async ({ root }) => {
  const machine = await readMachine(root);
  expect(machine).toMatchObject({
    distributions: [],
    container: undefined,
    appArmorLabel: undefined,
  });
});
