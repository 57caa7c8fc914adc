import type { Machine, Setting } from "./machine.ts";

/** The profile that lets one program make namespaces; the restriction stays for all others. */
export function allowInAppArmor(program: string): string {
  return [
    "Allow it for bubblewrap alone:",
    "sudo tee /etc/apparmor.d/bwrap >/dev/null <<'PROFILE'",
    "abi <abi/4.0>,",
    "include <tunables/global>",
    `profile bwrap ${program} flags=(unconfined) {`,
    "  userns,",
    "  include if exists <local/bwrap>",
    "}",
    "PROFILE",
    "sudo apparmor_parser -r /etc/apparmor.d/bwrap",
  ].join("\n");
}

/** What a container has to be started with so that a jail can be made in it. */
export function allowInContainer(machine: Machine): string {
  const program = machine.container === "podman" ? "podman" : "docker";
  const words =
    program === "podman"
      ? "--security-opt unmask=ALL --security-opt seccomp=unconfined"
      : "--security-opt systempaths=unconfined --security-opt seccomp=unconfined --security-opt apparmor=unconfined";
  return (
    `Start the container with: ${program} run ${words} … ` +
    "(in a dev container: the same words in `runArgs`), or use the E2B provider."
  );
}

/** The kernel setting that is in the way, where one is. */
export function allowSetting(machine: Machine): string {
  const setting = forbidding(machine);
  if (setting === undefined)
    return "Ask who runs this machine to allow user namespaces, or use the E2B provider.";
  const value = setting === "kernel.unprivileged_userns_clone" ? "1" : "15000";
  const line = `${setting}=${value}`;
  return (
    `sudo sysctl -w ${line}\n` +
    `To keep it: echo '${line}' | sudo tee /etc/sysctl.d/60-mcp-sandbox.conf`
  );
}

/** The first setting that forbids namespaces altogether. */
export function forbidding({ settings }: Machine): Setting | undefined {
  const names: readonly Setting[] = [
    "kernel.unprivileged_userns_clone",
    "user.max_user_namespaces",
    "user.max_net_namespaces",
    "user.max_pid_namespaces",
    "user.max_mnt_namespaces",
  ];
  return names.find((name) => settings[name] === 0);
}
