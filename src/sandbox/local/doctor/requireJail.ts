import { Failure } from "../../../base/failure.ts";
import { findBubblewrap } from "../bubblewrap.ts";
import type { Bubblewrap } from "../bubblewrap.ts";
import { readMachine } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { installCommand } from "./packages.ts";
import { probe } from "./probe.ts";

let jail: Promise<Bubblewrap> | undefined;

/**
 * The bubblewrap of this machine, with the options that work here, after it has made one jail.
 * Tried once while it works; after a failure the next call tries again. Rejects with
 * `sandboxUnavailable` and the exact remedy: nothing ever runs without a jail because of this.
 */
export function requireJail(): Promise<Bubblewrap> {
  jail ??= findJail(process.env, readMachine()).catch((error: unknown) => {
    jail = undefined;
    throw error;
  });
  return jail;
}

/** The same without memory, for an environment and a machine that are given. */
export async function findJail(
  env: NodeJS.ProcessEnv,
  known: Machine | Promise<Machine>,
): Promise<Bubblewrap> {
  const machine = await known;
  refuseOtherSystems(machine);
  const found = await findBubblewrap(env);
  if (found === undefined)
    throw new Failure(
      "sandboxUnavailable",
      "The local sandbox needs bubblewrap, which is not installed.",
      {
        remedy: installCommand(machine, "bubblewrap"),
      },
    );
  const probed = await probe(found, machine);
  if (probed.kind === "works") return probed.bubblewrap;
  throw new Failure("sandboxUnavailable", probed.obstacle.message, {
    remedy: probed.obstacle.remedy,
  });
}

/** There is no silent way around: where no jail is, nothing starts. */
export function refuseOtherSystems(machine: Machine): void {
  const refuse = (message: string, remedy: string): never => {
    throw new Failure("sandboxUnavailable", message, { remedy });
  };
  if (machine.platform === "win32")
    refuse(
      "There is no local sandbox on Windows yet.",
      "Open the folder in WSL 2 (command WSL: Reopen Folder in WSL), or use the E2B provider.",
    );
  if (machine.platform !== "linux")
    refuse(
      `There is no local sandbox on ${machine.platform === "darwin" ? "macOS" : machine.platform} yet.`,
      "Open the folder in a dev container or over Remote-SSH on Linux, or use the E2B provider.",
    );
  if (machine.arch !== "x64" && machine.arch !== "arm64")
    refuse(
      `There is no system call filter for this processor (${machine.arch}).`,
      "Use a machine with an x64 or arm64 processor, or the E2B provider.",
    );
}
