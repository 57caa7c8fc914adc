import type { Machine } from "../../../../../src/sandbox/local/doctor/machine.ts";

const debian: Machine = {
  platform: "linux",
  arch: "x64",
  kernel: "6.8.0",
  isRoot: false,
  distributions: ["debian"],
  distributionName: "Debian GNU/Linux 13 (trixie)",
  container: undefined,
  isWsl: false,
  settings: {
    "kernel.unprivileged_userns_clone": undefined,
    "kernel.apparmor_restrict_unprivileged_userns": undefined,
    "user.max_user_namespaces": 31_000,
    "user.max_net_namespaces": 31_000,
    "user.max_pid_namespaces": 31_000,
    "user.max_mnt_namespaces": 31_000,
  },
  appArmorLabel: undefined,
};

/** A Debian desktop, but for what is given. */
export function machine(different: Partial<Machine> = {}): Machine {
  return { ...debian, ...different };
}

export const ubuntu = machine({
  distributions: ["ubuntu", "debian"],
  distributionName: "Ubuntu 24.04.1 LTS",
  settings: { ...debian.settings, "kernel.apparmor_restrict_unprivileged_userns": 1 },
  appArmorLabel: "unconfined",
});
