import { access } from "node:fs/promises";
import type { Check } from "../../../base/check.ts";
import { Failure } from "../../../base/failure.ts";
import { findBubblewrap } from "../bubblewrap.ts";
import type { Bubblewrap } from "../bubblewrap.ts";
import { isProcessor } from "../seccomp/filter.ts";
import { bubblewrapVersion, isOld } from "./bubblewrapVersion.ts";
import type { Machine } from "./machine.ts";
import { installCommand } from "./packages.ts";
import { probe } from "./probe.ts";
import type { Probed } from "./probe.ts";
import { allowInAppArmor, forbidding } from "./remedies.ts";
import { refuseOtherSystems } from "./requireJail.ts";

/** Whether jails can be made on this machine, and what is in the way. */
export async function jailChecks(env: NodeJS.ProcessEnv, machine: Machine): Promise<Check[]> {
  return jailChecksFor(await findBubblewrap(env), machine);
}

export async function jailChecksFor(
  found: Bubblewrap | undefined,
  machine: Machine,
): Promise<Check[]> {
  const system = systemCheck(machine);
  if (system.outcome === "failed") return [system];
  if (found === undefined) return [system, missing(machine), ...hints(machine, false)];
  const [program, probed] = await Promise.all([programCheck(found), probe(found, machine)]);
  const works = probed.kind === "works";
  return [
    system,
    program,
    probeCheck(probed),
    ...hints(machine, works),
    await filterCheck(machine),
  ];
}

function systemCheck(machine: Machine): Check {
  const about = { id: "system", title: "Operating system" };
  try {
    refuseOtherSystems(machine);
  } catch (error) {
    const { message, remedy = "" } = Failure.from(error);
    return { ...about, outcome: "failed", message, remedy };
  }
  const where = machine.isWsl ? " in WSL" : machine.container ? ` in a container` : "";
  const message = `${machine.distributionName}${where}, kernel ${machine.kernel}, ${machine.arch}.`;
  return { ...about, outcome: "ok", message };
}

function missing(machine: Machine): Check {
  return {
    id: "bubblewrap",
    title: "bubblewrap",
    outcome: "failed",
    message: "The local sandbox needs bubblewrap, which is not installed.",
    remedy: installCommand(machine, "bubblewrap"),
  };
}

async function programCheck(found: Bubblewrap): Promise<Check> {
  const about = { id: "bubblewrap", title: "bubblewrap" };
  const version = await bubblewrapVersion(found.path);
  const message = `${found.path}, version ${version ?? "unknown"}.`;
  if (version === undefined || !isOld(version)) return { ...about, outcome: "ok", message };
  return {
    ...about,
    outcome: "warning",
    message: `${message} Older than 0.8: namespaces inside are forbidden by the system call filter alone.`,
    remedy: "Update bubblewrap to version 0.8 or newer when your distribution has it.",
  };
}

function probeCheck(probed: Probed): Check {
  const about = { id: "namespaces", title: "A jail can be made" };
  if (probed.kind === "refused")
    return {
      ...about,
      outcome: "failed",
      message: probed.obstacle.message,
      remedy: probed.obstacle.remedy,
    };
  const message = ["A program ran in a jail of its own.", ...probed.notes].join(" ");
  return { ...about, outcome: probed.notes.length === 0 ? "ok" : "warning", message };
}

/** What a machine is known to have in the way; told only where it matters. */
function hints(machine: Machine, works: boolean): Check[] {
  const checks: Check[] = [];
  const setting = forbidding(machine);
  if (setting !== undefined && !works)
    checks.push({
      id: "settings",
      title: "Kernel settings",
      outcome: "failed",
      message: `${setting} is 0, which forbids namespaces.`,
      remedy: `sudo sysctl -w ${setting}=${setting === "kernel.unprivileged_userns_clone" ? 1 : 15_000}`,
    });
  if (machine.settings["kernel.apparmor_restrict_unprivileged_userns"] === 1)
    checks.push(appArmorCheck(machine, works));
  if (machine.isRoot) checks.push(rootCheck);
  return checks;
}

function appArmorCheck(machine: Machine, works: boolean): Check {
  const about = { id: "appArmor", title: "AppArmor" };
  if (works)
    return {
      ...about,
      outcome: "ok",
      message: `User namespaces are restricted, but not for us (${machine.appArmorLabel ?? "a profile for bubblewrap"}).`,
    };
  return {
    ...about,
    outcome: "failed",
    message: "Only programs with a profile may make user namespaces, as on Ubuntu since 23.10.",
    remedy: allowInAppArmor("/usr/bin/bwrap"),
  };
}

const rootCheck: Check = {
  id: "root",
  title: "User",
  outcome: "warning",
  message:
    "You are root: an escape from a jail would be root's, and /proc/sys is protected by a mount alone.",
  remedy: "Run the editor and the command line as an ordinary user.",
};

async function filterCheck(machine: Machine): Promise<Check> {
  const about = { id: "seccomp", title: "System call filter" };
  const known = isProcessor(machine.arch);
  const kernel = await access("/proc/sys/kernel/seccomp/actions_avail").then(
    () => true,
    () => false,
  );
  if (known && kernel)
    return { ...about, outcome: "ok", message: `The kernel takes it (${machine.arch}).` };
  return {
    ...about,
    outcome: "failed",
    message: known ? "The kernel does not take filters." : `None is known for ${machine.arch}.`,
    remedy: "Use a kernel with CONFIG_SECCOMP_FILTER on an x64 or arm64 processor.",
  };
}
