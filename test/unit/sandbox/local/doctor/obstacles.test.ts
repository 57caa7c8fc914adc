import { expect, test } from "vitest";
import { obstacleIn } from "../../../../../src/sandbox/local/doctor/obstacles.ts";
import { machine, ubuntu } from "./machines.ts";

/** What bubblewrap wrote on machines that refused it. */
const recorded = [
  ["bwrap: setting up uid map: Permission denied", "appArmor"],
  ["bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "appArmor"],
  ["bwrap: loopback: Failed RTM_NEWLINK: Operation not permitted", "appArmor"],
  [
    "bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces. On e.g. debian this can be enabled with 'sysctl kernel.unprivileged_userns_clone=1'.",
    "namespacesForbidden",
  ],
  [
    "bwrap: No permissions to creating new namespace, likely because the kernel does not allow non-privileged user namespaces.",
    "namespacesForbidden",
  ],
  ["bwrap: No permissions to create a new namespace, likely because …", "namespacesForbidden"],
  ["bwrap: Creating new namespace failed: Operation not permitted", "namespacesForbidden"],
  [
    "bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)",
    "namespacesExhausted",
  ],
  ["bwrap: Creating new namespace failed: No space left on device", "namespacesExhausted"],
  [
    "bwrap: Creating new namespace failed, likely because the kernel does not support user namespaces.  bwrap must be installed setuid on such systems.",
    "namespacesUnknown",
  ],
  ["bwrap: Creating new namespace failed: Resource temporarily unavailable", "tooManyProcesses"],
  ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "maskedProc"],
  ["bwrap: Can't mount proc on /newroot/proc: Permission denied", "maskedProc"],
  [
    "bwrap: cannot open /proc/sys/user/max_user_namespaces: Read-only file system",
    "readOnlySettings",
  ],
  ["bwrap: setting up uid map: Read-only file system", "readOnlySettings"],
  ["bwrap: Failed to make / slave: Operation not permitted", "mountForbidden"],
  ["bwrap: Failed to mount tmpfs: Permission denied", "mountForbidden"],
  ["bwrap: Can't mount tmpfs on /newroot/tmp: Permission denied", "mountForbidden"],
  ["bwrap: pivot_root: Operation not permitted", "chroot"],
  ["bwrap: pivot_root: Invalid argument", "chroot"],
  ["bwrap: The --size option is not permitted in setuid mode", "setUid"],
  ["bwrap: Unexpected capabilities but not setuid, old file caps config?", "capabilities"],
  ["bwrap: Unknown option --perms", "tooOld"],
  [
    "bwrap: Unable to set up system call filtering as requested: prctl(PR_SET_SECCOMP) reported EINVAL. (Hint: this requires a kernel configured with CONFIG_SECCOMP and CONFIG_SECCOMP_FILTER.)",
    "noSeccomp",
  ],
  ["bwrap: something that nobody has seen yet", "unknown"],
  ["", "unknown"],
] as const;

test.each(recorded)("%j is %s, with a way out", (stderr, id) => {
  const obstacle = obstacleIn(`${stderr}\n`, machine(), "/usr/bin/bwrap");
  expect(obstacle.id).toBe(id);
  expect(obstacle.message).toMatch(/^[A-Zb].*\.?/);
  expect(obstacle.remedy.length).toBeGreaterThan(20);
});

test("AppArmor's restriction is lifted for bubblewrap alone, at its own path", () => {
  const { remedy } = obstacleIn(recorded[0][0], ubuntu, "/opt/bin/bwrap");
  expect(remedy).toContain("profile bwrap /opt/bin/bwrap flags=(unconfined) {\n  userns,");
  expect(remedy).toContain("sudo apparmor_parser -r /etc/apparmor.d/bwrap");
  expect(remedy).not.toContain("sysctl");
});

test.each([
  ["docker", "docker run --security-opt systempaths=unconfined"],
  ["podman", "podman run --security-opt unmask=ALL"],
] as const)("in %s the remedy is what the container is started with", (container, words) => {
  for (const said of [
    recorded[0][0],
    "Can't mount proc on /newroot/proc: x",
    "Failed to make / slave: x",
  ])
    expect(obstacleIn(said, machine({ container }), "bwrap").remedy).toContain(words);
});

test("the setting that forbids namespaces is named with the value that allows them", () => {
  const settings = { ...machine().settings, "user.max_user_namespaces": 0 };
  const said = "Creating new namespace failed: No space left on device";
  expect(obstacleIn(said, machine({ settings }), "bwrap").remedy).toContain(
    "sudo sysctl -w user.max_user_namespaces=15000",
  );
  const clone = { ...machine().settings, "kernel.unprivileged_userns_clone": 0 };
  expect(obstacleIn(recorded[3][0], machine({ settings: clone }), "bwrap").remedy).toContain(
    "kernel.unprivileged_userns_clone=1",
  );
});

test("what nobody knows is told in bubblewrap's own words", () => {
  expect(obstacleIn("bwrap: odd\n", machine(), "bwrap").message).toContain("bwrap: odd");
});
