import type { Command } from "commander";
import type { KillFlags, ListFlags } from "../machines.ts";
import type { Act } from "./act.ts";

/** `sandboxes list|kill` */
export function sandboxesGrammar(root: Command, act: Act): void {
  const sandboxes = root.command("sandboxes").description("microVMs of E2B: list, kill");
  sandboxes
    .command("list")
    .alias("ls")
    .description("list the microVMs of this workspace, as the service knows them")
    .option("--all", "also those of other workspaces and computers with the same key")
    .action((_: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { listMachines } = await import("../machines.ts");
        return listMachines(command.optsWithGlobals<ListFlags>(), world, terminal);
      }),
    );
  sandboxes
    .command("kill")
    .argument("[ids...]", "ids of microVMs; none with --all-mine or --all")
    .description("end microVMs for good, with what is on their disks")
    .option("--all-mine", "all of this workspace")
    .option("--all", "all, also those of other workspaces and computers with the same key")
    .option("--yes", "do not ask")
    .action((ids: readonly string[], _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { killMachines } = await import("../machines.ts");
        return killMachines(ids, command.optsWithGlobals<KillFlags>(), world, terminal);
      }),
    );
}
