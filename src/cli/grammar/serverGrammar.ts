import type { Command } from "commander";
import type { EditFlags } from "../serverEdit.ts";
import type { Act } from "./act.ts";
import { clientGrammar } from "./clientGrammar.ts";
import { keepOptions, launchOptions, repeated } from "./options.ts";

type Flags = EditFlags;

/** `server add|list|show|edit|remove|export|import` */
export function serverGrammar(root: Command, act: Act): void {
  const server = root
    .command("server")
    .description("servers in the settings: add, list, show, edit, remove, export, import");
  keepOptions(launchOptions(server.command("add").argument("<name>", "letters, digits, _ and -")))
    .description("add a server to the settings")
    .requiredOption(
      "--command <line>",
      "what starts the server: a shell line, or a program with --arg",
    )
    .option("--yes", "replace a server of the same name")
    .addHelpText("after", addExamples)
    .action((name: string, _: unknown, command: Command) =>
      act(async (world) =>
        (await import("../serverEdit.ts")).addServer(name, flagsOf(command), world),
      ),
    );
  server
    .command("list")
    .alias("ls")
    .description("list the servers")
    .action((_: unknown, command: Command) =>
      act(async (world, terminal) =>
        (await import("../serverList.ts")).listServers(flagsOf(command), world, terminal),
      ),
    );
  server
    .command("show")
    .argument("<name>")
    .description("print everything about one server")
    .action((name: string, _: unknown, command: Command) =>
      act(async (world) =>
        (await import("../serverList.ts")).showServer(name, flagsOf(command), world),
      ),
    );
  editGrammar(server, act);
  server
    .command("remove")
    .alias("rm")
    .argument("<name>")
    .description("take a server out of the settings")
    .option("--yes", "do not ask")
    .action((name: string, _: unknown, command: Command) =>
      act(async (world) =>
        (await import("../serverEdit.ts")).removeServer(name, flagsOf(command), world),
      ),
    );
  clientGrammar(server, act);
}

function editGrammar(server: Command, act: Act): void {
  keepOptions(launchOptions(server.command("edit").argument("<name>")))
    .description("change a server by options or, without any, in $VISUAL or $EDITOR")
    .option("--command <line>", "what starts the server")
    .option("--enable", "start it again")
    .addOption(repeated("--unset <field>", "take a field out, e.g. mounts or env"))
    .addHelpText("after", editExamples)
    .action((name: string, _: unknown, command: Command) =>
      act(async (world) =>
        (await import("../serverEdit.ts")).editServer(name, flagsOf(command), world),
      ),
    );
}

const flagsOf = (command: Command): Flags => command.optsWithGlobals<Flags>();

const addExamples = `
Paths that are relative start at the current folder. The settings are the nearest
.vscode/settings.json upward; without one it is made in the current folder.

Examples:
  mcp-sandbox server add github --command "npx -y @modelcontextprotocol/server-github" \\
    --env 'GITHUB_PERSONAL_ACCESS_TOKEN=\${secret:GITHUB}' --network api.github.com
  mcp-sandbox server add mine --command "python3 /srv/server.py" --mount ./server:/srv \\
    --install-command "pip install --user requests" --timeout 30 --memory 512M`;

const editExamples = `
--env adds to the variables that are there; every other option replaces its field.

Examples:
  mcp-sandbox server edit files --mount ./data:/data:rw --network none
  mcp-sandbox server edit files --unset installCommands --unset network
  EDITOR="code --wait" mcp-sandbox server edit files`;
