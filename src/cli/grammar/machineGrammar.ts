import type { Command } from "commander";
import type { DoctorFlags } from "../doctor.ts";
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
    .description("say whether servers can run here, and what to do if not")
    .option("--verify", "attack the sandbox from inside and count what gets through")
    .option("--e2b", "ask E2B whether it answers and takes the key")
    .addHelpText("after", doctorHelp)
    .action((_: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { doctor } = await import("../doctor.ts");
        return doctor(command.optsWithGlobals<DoctorFlags>(), world, terminal);
      }),
    );
}

const doctorHelp = `
Looks at what this machine needs for a sandbox, and at E2B where a key is set. Exits with 4 when
something is missing that servers need here, or an attack gets through.`;
