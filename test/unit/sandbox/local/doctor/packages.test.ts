import { expect, test } from "vitest";
import { installCommand } from "../../../../../src/sandbox/local/doctor/packages.ts";
import { machine } from "./machines.ts";

test.each([
  [["debian"], "sudo apt-get install -y bubblewrap"],
  [["ubuntu", "debian"], "sudo apt-get install -y bubblewrap"],
  [["linuxmint", "ubuntu", "debian"], "sudo apt-get install -y bubblewrap"],
  [["fedora"], "sudo dnf install -y bubblewrap"],
  [["rocky", "rhel", "centos", "fedora"], "sudo dnf install -y bubblewrap"],
  [["arch"], "sudo pacman -S --needed bubblewrap"],
  [["manjaro", "arch"], "sudo pacman -S --needed bubblewrap"],
  [["opensuse-tumbleweed", "opensuse", "suse"], "sudo zypper install -y bubblewrap"],
  [["alpine"], "sudo apk add bubblewrap"],
  [["void"], "sudo xbps-install -S bubblewrap"],
  [["nixos"], "Add bubblewrap to environment.systemPackages and run: sudo nixos-rebuild switch"],
  [[], "Install the package bubblewrap with your distribution's package manager."],
])("on %j bubblewrap is installed by: %s", (distributions, command) => {
  expect(installCommand(machine({ distributions }), "bubblewrap")).toBe(command);
});

test("root needs no sudo", () => {
  expect(installCommand(machine({ isRoot: true }), "bubblewrap")).toBe(
    "apt-get install -y bubblewrap",
  );
});
