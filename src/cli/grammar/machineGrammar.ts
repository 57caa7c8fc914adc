import type { Command } from "commander";
import type { Act } from "./act.ts";

/** `sessions` and `doctor` */
export function machineGrammar(root: Command, act: Act): void {
  root
    .command("sessions")
    .description("list the servers that run on this machine now")
    .action(() =>
      act(async (world, terminal) => (await import("../sessions.ts")).sessions(world, terminal)),
    );
  root
    .command("doctor")
    .description("say whether this machine can hold a sandbox, and what to do if not")
    .option("--verify", "attack the sandbox from inside and count what gets through")
    .addHelpText("after", "\nExits with 4 when something is missing, or an attack gets through.")
    .action((flags: { readonly verify?: boolean }) =>
      act(async (world, terminal) => (await import("../doctor.ts")).doctor(flags, world, terminal)),
    );
}
