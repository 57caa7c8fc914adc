import type { Command } from "commander";
import type { ParamFlags } from "../params.ts";
import type { ReviewFlags } from "../reviewTools.ts";
import type { RunFlags } from "../tools.ts";
import type { Act } from "./act.ts";
import { paramOptions, runOptions } from "./options.ts";

type Flags = RunFlags & ParamFlags;

/** `tools list|call|review` */
export function toolsGrammar(root: Command, act: Act): void {
  const tools = root.command("tools").description("tools of a server: list, call, review");
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
  reviewGrammar(tools, act);
}

function reviewGrammar(tools: Command, act: Act): void {
  runOptions(tools.command("review").argument("<server>"))
    .description("show which tools wait for you to approve them for other clients, and decide")
    .option("--approve <names...>", "let clients have these, as they are now")
    .option("--approve-all", "all that wait and are not blocked")
    .option("--block <names...>", "keep these from clients, and ask no more")
    .addHelpText("after", reviewHelp)
    .action((server: string, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { reviewTools } = await import("../reviewTools.ts");
        return reviewTools(server, command.optsWithGlobals<ReviewFlags>(), world, terminal);
      }),
    );
}

const reviewHelp = `
Tools are pinned as they were first seen: clients of \`serve\` and \`connect\` get them as long as
they stay so. What changed, what is new, and what the lint finds something in waits here. You can
always list and call all tools yourself.

Examples:
  mcp-sandbox tools review files
  mcp-sandbox tools review files --approve read_file write_file --block run`;

const callExamples = `
A value of --param stays text where the tool takes text; numbers, true and false, null, lists and
objects are written as JSON. Given several times for a list, each is one item. --param wins over
--params. Arguments are checked before the call; what is wrong is printed with its path.

Examples:
  mcp-sandbox tools call files read_text_file --param path=/data/a.txt --param head=10
  mcp-sandbox tools call github search_repositories --params '{"query": "mcp", "perPage": 3}'
  mcp-sandbox tools call files read_multiple_files --param paths=/data/a --param paths=/data/b
  jq -n '{path: "/data"}' | mcp-sandbox tools call files list_directory --params - --json`;
