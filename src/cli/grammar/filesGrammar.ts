import type { Command } from "commander";
import type { MoveFlags } from "../moveFiles.ts";
import type { Act } from "./act.ts";

/** `files put|get|list` */
export function filesGrammar(root: Command, act: Act): void {
  const files = root.command("files").description("files of a microVM of E2B: put, get, list");
  const machine = "a server of the settings, or the id of a microVM";
  const limit = "refuse more than this, e.g. 500M (default: 200M)";
  files
    .command("put")
    .argument("<machine>", machine)
    .argument("<source>", "a folder or file of this machine")
    .argument("<target>", "path inside, absolute or from the home")
    .description("copy a folder or file into a microVM, without what .gitignore leaves out")
    .option("--limit <size>", limit)
    .addHelpText("after", examples)
    .action((name: string, source: string, target: string, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { putFiles } = await import("../moveFiles.ts");
        const flags = command.optsWithGlobals<MoveFlags>();
        return putFiles({ machine: name, source, target }, flags, world, terminal);
      }),
    );
  files
    .command("get")
    .argument("<machine>", machine)
    .argument("<source>", "path inside, absolute or from the home")
    .argument("<target>", "a folder or file of this machine")
    .description("copy a folder or file of a microVM to this machine; all or nothing")
    .option("--limit <size>", limit)
    .option("--overwrite", "replace files of the same names")
    .action((name: string, source: string, target: string, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { getFiles } = await import("../moveFiles.ts");
        const flags = command.optsWithGlobals<MoveFlags>();
        return getFiles({ machine: name, source, target }, flags, world, terminal);
      }),
    );
  listGrammar(files, machine, act);
}

function listGrammar(files: Command, machine: string, act: Act): void {
  files
    .command("list")
    .alias("ls")
    .argument("<machine>", machine)
    .argument("[path]", "a folder inside; its home when left out", ".")
    .description("list what is in a folder of a microVM")
    .action((name: string, path: string, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { listFiles } = await import("../files.ts");
        return listFiles(name, path, command.optsWithGlobals<MoveFlags>(), world, terminal);
      }),
    );
}

const examples = `
A folder's content goes into the target, beside what is there. A file goes into a folder that is
there, else it gets the target's name.

Examples:
  mcp-sandbox files put github ./data /data
  mcp-sandbox files list github /data
  mcp-sandbox files get github /data/report.csv .`;
