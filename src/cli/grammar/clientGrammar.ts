import type { Command } from "commander";
import type { ExportFlags } from "../exportServers.ts";
import type { ImportFlags } from "../importServers.ts";
import type { Act } from "./act.ts";

const known = "vscode, mcp-json, claude, cursor or codex";

/** `server export|import` */
export function clientGrammar(server: Command, act: Act): void {
  server
    .command("export")
    .argument("[names...]", "servers; none with --all")
    .description("let another MCP client use servers, through a bridge into the sandbox")
    .requiredOption("--to <client>", known)
    .option("--all", "all servers of the settings")
    .option("--file <file>", "the client's file, where it is not in its usual place")
    .option("--user", "Cursor: the file for all workspaces")
    .option("--print", "print the entries and write nothing")
    .option("--force", "replace entries of the same name that are not ours")
    .addHelpText("after", exportHelp)
    .action((names: readonly string[], _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { exportServers } = await import("../exportServers.ts");
        return exportServers(names, command.optsWithGlobals<ExportFlags>(), world, terminal);
      }),
    );
  server
    .command("import")
    .argument("[names...]", "servers to take over; none for all of a client or a file")
    .description("take servers of other MCP clients over into the settings")
    .option("--from <client>", known)
    .option("--file <file>", "the client's file, where it is not in its usual place")
    .option("--all", "all servers of all clients")
    .option("--force", "replace servers of the same name in the settings")
    .addHelpText("after", importHelp)
    .action((names: readonly string[], _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { importServers } = await import("../importServers.ts");
        return importServers(names, command.optsWithGlobals<ImportFlags>(), world, terminal);
      }),
    );
}

const exportHelp = `
  vscode    .vscode/mcp.json        mcp-json  .mcp.json (Claude Code and others)
  cursor    .cursor/mcp.json        claude    Claude Desktop's own file
  codex     ~/.codex/config.toml

The entry runs this command line, which is named by its path, and holds no secret: the client must be
started with the variables that the servers need.

Examples:
  mcp-sandbox server export files github --to mcp-json
  mcp-sandbox server export --all --to codex --print`;

const importHelp = `
Without names, --from, --file and --all it shows what the other clients have and writes nothing.

Examples:
  mcp-sandbox server import
  mcp-sandbox server import --from claude
  mcp-sandbox server import github --file ~/backup/mcp.json`;
