import { Command, CommanderError } from "commander";
import { Failure } from "../base/failure.ts";
import { codeGrammar } from "./grammar/codeGrammar.ts";
import { configGrammar } from "./grammar/configGrammar.ts";
import { exitCodes } from "./exitCodes.ts";
import { filesGrammar } from "./grammar/filesGrammar.ts";
import { machineGrammar } from "./grammar/machineGrammar.ts";
import { sandboxesGrammar } from "./grammar/sandboxesGrammar.ts";
import { quickGrammar } from "./grammar/quickGrammar.ts";
import { serveGrammar } from "./grammar/serveGrammar.ts";
import { serverGrammar } from "./grammar/serverGrammar.ts";
import { toolsGrammar } from "./grammar/toolsGrammar.ts";
import type { Act } from "./grammar/act.ts";
import { columns, indent } from "./text.ts";
import type { World } from "./world.ts";

/** The words of the command line. `act` does what they come to. */
export function program(world: Pick<World, "version" | "stdout" | "stderr">, act: Act): Command {
  const root = new Command("mcp-sandbox");
  root
    .description("Run MCP servers in a sandbox: on your own machine, or in microVMs of E2B.")
    .version(world.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print help for a command")
    .option(
      "--config <file>",
      "a settings.json, mcp.json or servers.json to use instead of the workspace's",
    )
    .option("--json", "print one JSON value on stdout and nothing else")
    .option("--verbose", "say on stderr what goes on")
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      outputError: () => {}, // told together with all other failures
    })
    .exitOverride()
    .addHelpText("after", `\n${examples}\n\n${environment}\n\nExit codes:\n${codes()}`);
  serverGrammar(root, act);
  toolsGrammar(root, act);
  quickGrammar(root, act);
  serveGrammar(root, act);
  codeGrammar(root, act);
  configGrammar(root, act);
  sandboxesGrammar(root, act);
  filesGrammar(root, act);
  machineGrammar(root, act);
  return root;
}

/** True for what is thrown after help or the version was asked for and printed. */
export function isAnswered(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

/** What commander throws for words that make no sense, as our failure; anything else as it is. */
export function usageFailure(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const isHelp = error.code === "commander.help"; // a group without its command: help is on stderr
  const message = isHelp ? "A command is missing." : error.message.replace(/^error: /, "");
  return new Failure("usage", message, {
    remedy: "mcp-sandbox --help, or --help behind a command, tells more.",
  });
}

const examples = `Examples:
  mcp-sandbox server add files --command "npx -y @modelcontextprotocol/server-filesystem /data" \\
    --mount ./data:/data
  mcp-sandbox tools list files
  mcp-sandbox tools call files list_directory --param path=/data
  mcp-sandbox quick "uvx mcp-server-time" get_current_time --param timezone=Europe/Berlin
  mcp-sandbox doctor`;

const environment = `Environment:
  MCP_SANDBOX_SECRET_NAME    value of \${secret:NAME} (capitals; other characters are _)
  MCP_SANDBOX_DATA           where private homes and records are kept
  MCP_SANDBOX_UNSANDBOXED=1  run without any sandbox on this machine
  E2B_API_KEY                key of E2B or of a compatible service; where it is set, servers run
                             there unless the option, the server or mcpSandbox.provider says local
  E2B_DOMAIN, E2B_API_URL,
  E2B_SANDBOX_URL            where a compatible service is
  VISUAL, EDITOR             editor of \`server edit\` and \`config edit\`
  MCP_TRANSPORT, MCP_HOST, MCP_PORT,
  MCP_PATH, LOG_LEVEL,
  MCP_SANDBOX_TOKEN          for \`serve\` and \`interpreter\`, where their options are not given
  SANDBOX_URL                a code-interpreter service, for \`interpreter\` and \`run\`
  NO_COLOR                   no colours`;

const codes = (): string =>
  indent(columns(exitCodes.map(([code, meaning]) => [String(code), meaning])));
