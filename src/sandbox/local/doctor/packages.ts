import type { Machine } from "./machine.ts";

/** How a package is installed, by the distribution's own or its parent's id. */
const commands: ReadonlyMap<string, string> = new Map([
  ["debian", "apt-get install -y"],
  ["ubuntu", "apt-get install -y"],
  ["fedora", "dnf install -y"],
  ["rhel", "dnf install -y"],
  ["centos", "dnf install -y"],
  ["amzn", "dnf install -y"],
  ["arch", "pacman -S --needed"],
  ["suse", "zypper install -y"],
  ["opensuse", "zypper install -y"],
  ["alpine", "apk add"],
  ["wolfi", "apk add"],
  ["void", "xbps-install -S"],
  ["gentoo", "emerge"],
  ["solus", "eopkg install"],
]);

/** The exact command that installs a package here, as the user has to type it. */
export function installCommand(machine: Machine, name: string): string {
  if (machine.distributions.includes("nixos"))
    return `Add ${name} to environment.systemPackages and run: sudo nixos-rebuild switch`;
  const known = machine.distributions.map((id) => commands.get(id)).find(Boolean);
  if (known === undefined)
    return `Install the package ${name} with your distribution's package manager.`;
  return `${machine.isRoot ? "" : "sudo "}${known} ${name}`;
}
