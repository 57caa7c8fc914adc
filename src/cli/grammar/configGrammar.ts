import type { Command } from "commander";
import type { Act } from "./act.ts";

interface Flags {
  readonly config?: string;
  readonly yes?: boolean;
  readonly show?: boolean;
  readonly edit?: boolean;
  readonly reset?: boolean;
}

type Verb = "show" | "edit" | "reset";

/** `config show|edit|reset`, also as `config --show|--edit|--reset`; `config` alone shows. */
export function configGrammar(root: Command, act: Act): void {
  const config = root
    .command("config")
    .description("the settings file: show, edit, reset")
    .option("--show", "the same as `config show`")
    .option("--edit", "the same as `config edit`")
    .option("--reset", "the same as `config reset`")
    .option("--yes", "do not ask")
    .action((flags: Flags, command: Command) =>
      run(flags.reset === true ? "reset" : flags.edit === true ? "edit" : "show", command, act),
    );
  const verbs: readonly (readonly [Verb, string])[] = [
    ["show", "print the servers as they stand in the file"],
    ["edit", "open the file in $VISUAL or $EDITOR"],
    ["reset", "take all servers out of the file; the rest of it stays"],
  ];
  for (const [verb, description] of verbs)
    config
      .command(verb)
      .description(description)
      .action((_: unknown, command: Command) => run(verb, command, act));
}

function run(verb: Verb, command: Command, act: Act): Promise<void> {
  const flags = command.optsWithGlobals<Flags>();
  return act(async (world, terminal) => {
    const { editConfig, resetConfig, showConfig } = await import("../configCommands.ts");
    if (verb === "show") return showConfig(flags, world, terminal);
    return verb === "edit" ? editConfig(flags, world, terminal) : resetConfig(flags, world);
  });
}
