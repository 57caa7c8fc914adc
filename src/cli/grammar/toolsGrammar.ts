import type { Command } from "commander";
import type { ParamFlags } from "../params.ts";
import type { RunFlags } from "../tools.ts";
import type { Act } from "./act.ts";
import { paramOptions, runOptions } from "./options.ts";

type Flags = RunFlags & ParamFlags;

/** `tools list|call` */
export function toolsGrammar(root: Command, act: Act): void {
  const tools = root.command("tools").description("tools of a server: list, call");
  runOptions(tools.command("list").alias("ls").argument("<server>"))
    .description("start a server and list its tools")
    .action((server: string, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { listTools } = await import("../tools.ts");
        return listTools(server, command.optsWithGlobals<Flags>(), world, terminal);
      }),
    );
  paramOptions(
    runOptions(tools.command("call").alias("execute").argument("<server>").argument("<tool>")),
  )
    .description("start a server and call one of its tools")
    .addHelpText("after", callExamples)
    .action((server: string, tool: string, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { callConfigured } = await import("../tools.ts");
        return callConfigured(server, tool, command.optsWithGlobals<Flags>(), world, terminal);
      }),
    );
}

const callExamples = `
A value of --param stays text where the tool takes text; numbers, true and false, null, lists and
objects are written as JSON. Given several times for a list, each is one item. --param wins over
--params. Arguments are checked before the call; what is wrong is printed with its path.

Examples:
  mcp-sandbox tools call files read_text_file --param path=/data/a.txt --param head=10
  mcp-sandbox tools call github search_repositories --params '{"query": "mcp", "perPage": 3}'
  mcp-sandbox tools call files read_multiple_files --param paths=/data/a --param paths=/data/b
  jq -n '{path: "/data"}' | mcp-sandbox tools call files list_directory --params - --json`;
