import type { Command } from "commander";
import type { ServeFlags } from "../serve.ts";
import type { Act } from "./act.ts";
import { runOptions } from "./options.ts";

/** `serve`, `connect NAME` */
export function serveGrammar(root: Command, act: Act): void {
  runOptions(root.command("serve"))
    .description("serve the configured servers to any MCP client")
    .option("--server <name>", "serve this one alone, with its tools' own names")
    .option("--transport <kind>", "how clients come: stdio (default), http or sse")
    .option("--host <address>", "listen here (default: 127.0.0.1)")
    .option("--port <number>", "listen on this port (default: any that is free)")
    .option("--socket <path>", "listen on a Unix socket of yours instead, or on a named pipe")
    .option("--path <path>", "serve at this path (default: /mcp)")
    .option("--token <token>", "what clients must show (default: a new one, printed)")
    .option("--no-token", "let in every program of this machine; on loopback only")
    .option("--rest", "serve each tool as POST /api/SERVER/TOOL besides")
    .option("--pins <policy>", pinsHelp)
    .option("--max-result <size>", maxHelp)
    .option("--log-level <level>", "debug, info, warning (default) or error")
    .addHelpText("after", serveHelp)
    .action((_: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { serve } = await import("../serve.ts");
        return serve(command.optsWithGlobals<ServeFlags>(), world, terminal);
      }),
    );
  runOptions(root.command("connect").argument("<server>"))
    .description("be one configured server to an MCP client, over stdin and stdout")
    .option("--pins <policy>", pinsHelp)
    .option("--max-result <size>", maxHelp)
    .addHelpText("after", connectHelp)
    .action((server: string, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { serve } = await import("../serve.ts");
        const flags = command.optsWithGlobals<ServeFlags>();
        return serve({ ...flags, server, transport: "stdio" }, world, terminal);
      }),
    );
}

const pinsHelp = "tools that come later: ask (default: wait for `tools review`), allowNew or off";

const maxHelp = "text of one result (default: 1M); the whole can be read as resources";

const serveHelp = `
Several servers behind one address have their tools and prompts named SERVER__TOOL. Clients of all
MCP revisions are served: over stdio, or over HTTP at one address (Streamable HTTP, and HTTP+SSE for
the oldest). A server starts when it is first needed. With --rest every tool is a POST besides;
/api/openapi.json describes them. GET /health answers without a token.

Over HTTP clients send the token as "Authorization: Bearer TOKEN". Without --token a new one is made
and printed on stderr. On a socket none is asked for unless it is given: only you can open it.
MCP_TRANSPORT, MCP_HOST, MCP_PORT, MCP_PATH, LOG_LEVEL and MCP_SANDBOX_TOKEN stand for options that
are not given.

Clients get the tools that a server has at its first use, as long as they stay as they were; others
wait until you approve them by "mcp-sandbox tools review SERVER". Changed tools always wait.

Examples:
  mcp-sandbox serve --transport http --port 8931
  mcp-sandbox serve --server files --transport http
  claude mcp add --transport http sandbox http://127.0.0.1:8931/mcp --header "Authorization: Bearer …"`;

const connectHelp = `
Example, as an entry of a client's mcp.json:
  "files": { "command": "mcp-sandbox", "args": ["connect", "files"] }`;
