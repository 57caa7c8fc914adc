import type { Command } from "commander";
import type { QuickFlags } from "../quick.ts";
import type { Act } from "./act.ts";
import { launchOptions, paramOptions } from "./options.ts";

/** `quick COMMAND TOOL` */
export function quickGrammar(root: Command, act: Act): void {
  const command = root
    .command("quick")
    .argument("<command>", "what starts the server: a shell line in quotes")
    .argument("<tool>", "the tool to call");
  launchOptions(paramOptions(command))
    .description("call one tool of one server; nothing is saved in the settings")
    .addHelpText("after", examples)
    .action((line: string, tool: string, _: unknown, self: Command) =>
      act(async (world, terminal) => {
        const { quick } = await import("../quick.ts");
        return quick(line, tool, self.optsWithGlobals<QuickFlags>(), world, terminal);
      }),
    );
}

const examples = `
Examples:
  mcp-sandbox quick "npx -y @modelcontextprotocol/server-filesystem /data" list_directory \\
    --mount ./data:/data --param path=/data
  mcp-sandbox quick "uvx mcp-server-fetch" fetch --network example.com --param url=https://example.com`;
