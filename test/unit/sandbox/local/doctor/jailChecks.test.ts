import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { jailChecksFor } from "../../../../../src/sandbox/local/doctor/jailChecks.ts";
import { registryChecks } from "../../../../../src/sandbox/local/doctor/registryChecks.ts";
import { machine, ubuntu } from "./machines.ts";

const test = base.extend<{ folder: string; bubblewrap: (script: string) => Promise<string> }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "doctor-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  bubblewrap: async ({ folder }, use) => {
    await use(async (script) => {
      const path = join(folder, "bwrap");
      const version = 'case "$1" in --version) echo "bubblewrap 0.9.0"; exit 0;; esac';
      await writeFile(path, `#!/bin/sh\n${version}\n${script}\n`);
      await chmod(path, 0o755);
      return path;
    });
  },
});

const found = (path: string) => ({ path, options: new Set<string>() });
const refusing = 'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1';

test("without bubblewrap the way to install it is all that counts", async () => {
  const checks = await jailChecksFor(undefined, machine({ distributions: ["fedora"] }));
  expect(checks.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["system", "ok"],
    ["bubblewrap", "failed"],
  ]);
  expect(checks[1]?.remedy).toBe("sudo dnf install -y bubblewrap");
});

test("on a machine in order all is well", async ({ bubblewrap }) => {
  const checks = await jailChecksFor(found(await bubblewrap("exit 0")), machine());
  expect(checks.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  expect(checks.find(({ id }) => id === "bubblewrap")?.message).toContain("version 0.9.0");
});

test("Ubuntu's restriction is told with the profile, and only where it is in the way", async ({
  bubblewrap,
}) => {
  const refused = await jailChecksFor(found(await bubblewrap(refusing)), ubuntu);
  expect(refused.find(({ id }) => id === "appArmor")).toMatchObject({ outcome: "failed" });
  expect(refused.find(({ id }) => id === "namespaces")?.remedy).toContain("profile bwrap");
  const works = await jailChecksFor(found(await bubblewrap("exit 0")), ubuntu);
  expect(works.find(({ id }) => id === "appArmor")).toMatchObject({ outcome: "ok" });
});

test("a kernel setting is only blamed where no jail can be made", async ({ bubblewrap }) => {
  const settings = { ...machine().settings, "kernel.unprivileged_userns_clone": 0 };
  const refused = await jailChecksFor(found(await bubblewrap(refusing)), machine({ settings }));
  expect(refused.find(({ id }) => id === "settings")?.remedy).toBe(
    "sudo sysctl -w kernel.unprivileged_userns_clone=1",
  );
  const works = await jailChecksFor(found(await bubblewrap("exit 0")), machine({ settings }));
  expect(works.map(({ id }) => id)).not.toContain("settings");
});

test("root is warned, WSL and containers are named", async ({ bubblewrap }) => {
  const path = await bubblewrap("exit 0");
  const root = await jailChecksFor(found(path), machine({ isRoot: true }));
  expect(root.find(({ id }) => id === "root")).toMatchObject({ outcome: "warning" });
  const wsl = await jailChecksFor(found(path), machine({ isWsl: true }));
  expect(wsl[0]?.message).toContain("in WSL");
  const container = await jailChecksFor(found(path), machine({ container: "docker" }));
  expect(container[0]?.message).toContain("in a container");
});

test("an old bubblewrap works with a note", async ({ folder }) => {
  const path = join(folder, "bwrap");
  await writeFile(path, "#!/bin/sh\necho bubblewrap 0.6.1\n");
  await chmod(path, 0o755);
  const checks = await jailChecksFor(found(path), machine());
  expect(checks.find(({ id }) => id === "bubblewrap")).toMatchObject({ outcome: "warning" });
});

test("registries and certificates are told as the user has them", async ({ folder }) => {
  await writeFile(join(folder, ".npmrc"), "registry=https://packages.example.com/npm/\n");
  const missing = join(folder, "absent.pem");
  const checks = await registryChecks({ HOME: folder, SSL_CERT_FILE: missing });
  expect(checks.find(({ id }) => id === "registry-npm")?.message).toContain("packages.example.com");
  expect(checks.find(({ id }) => id === "certificates")).toMatchObject({ outcome: "warning" });
  const plain = await registryChecks({ HOME: folder });
  expect(plain.find(({ id }) => id === "certificates")).toMatchObject({ outcome: "ok" });
});
