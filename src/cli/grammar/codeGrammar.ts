import type { Command } from "commander";
import type { ContextFlags } from "../contextCommands.ts";
import type { InterpreterFlags } from "../interpreterServe.ts";
import type { RunCodeFlags } from "../runCode.ts";
import type { Act } from "./act.ts";
import { repeated } from "./options.ts";

/** `run FILE`, `contexts list|stop|interrupt|restart`, `interpreter` */
export function codeGrammar(root: Command, act: Act): void {
  placeOptions(root.command("run").argument("[file]", "what to run; - is the standard input"))
    .description("run code in a sandbox; its exit code is the code's")
    .option("-c, --code <code>", "run this instead of a file")
    .option(
      "--language <name>",
      "python (default), javascript, typescript, bash…; by the file's name",
    )
    .option("--context <name>", "in a context that lives on, with its variables, between runs")
    .option("--keep <minutes>", "how long a context lives when nobody uses it (default: 30)")
    .option("--timeout <seconds>", "interrupt the code after this time")
    .option("--cwd <folder>", "working directory inside the sandbox")
    .addOption(repeated("--env <name=value>", "environment variable of the code"))
    .addHelpText("after", runHelp)
    .action((file: string | undefined, _: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { runCode } = await import("../runCode.ts");
        return runCode(file, command.optsWithGlobals<RunCodeFlags>(), world, terminal);
      }),
    );
  contextsGrammar(root, act);
  placeOptions(root.command("interpreter"))
    .description("be a code interpreter to any MCP client")
    .option("--transport <kind>", "how clients come: stdio (default), http or sse")
    .option("--host <address>", "listen here (default: 127.0.0.1)")
    .option("--port <number>", "listen on this port; 0 is any that is free (default: 3000)")
    .option("--path <path>", "serve at this path (default: /mcp; over sse also /sse)")
    .option("--token <token>", "what clients must show (default: a new one, printed)")
    .option("--no-token", "let in every program of this machine; on loopback only")
    .option("--keep <minutes>", "stop what nobody uses for so long (default: never; 30 with E2B)")
    .option("--log-level <level>", "debug, info, warning (default) or error")
    .addHelpText("after", interpreterHelp)
    .action((_: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { serveInterpreter } = await import("../interpreterServe.ts");
        return serveInterpreter(command.optsWithGlobals<InterpreterFlags>(), world, terminal);
      }),
    );
}

function contextsGrammar(root: Command, act: Act): void {
  const contexts = root
    .command("contexts")
    .description("contexts of `run --context`: list, stop, interrupt, restart");
  contexts
    .command("list")
    .alias("ls")
    .description("list the contexts of this workspace")
    .option("--all", "also those of other workspaces")
    .action((_: unknown, command: Command) =>
      act(async (world, terminal) => {
        const { listContexts } = await import("../contextCommands.ts");
        return listContexts(command.optsWithGlobals<ContextFlags>(), world, terminal);
      }),
    );
  contexts
    .command("stop")
    .argument("[names...]", "names of contexts; none with --all")
    .description("stop contexts for good, with what they hold")
    .option("--all", "all, also those of other workspaces")
    .action((names: readonly string[], _: unknown, command: Command) =>
      act(async (world) => {
        const { stopContexts } = await import("../contextCommands.ts");
        return stopContexts(names, command.optsWithGlobals<ContextFlags>(), world);
      }),
    );
  for (const what of ["interrupt", "restart"] as const)
    contexts
      .command(what)
      .argument("<name>", "name of a context")
      .description(what === "restart" ? "begin anew, without variables" : "stop what runs in it")
      .action((name: string, _: unknown, command: Command) =>
        act(async (world) => {
          const { tellContext } = await import("../contextCommands.ts");
          return tellContext(what, name, command.optsWithGlobals<ContextFlags>(), world);
        }),
      );
  contexts.command("keep <plan>", { hidden: true }).action((plan: string) =>
    act(async (world, terminal) => {
      const { keepContext } = await import("../keepContext.ts");
      return keepContext(plan, world, terminal);
    }),
  );
}

/** Options that say where code runs and what it may reach. */
function placeOptions(command: Command): Command {
  return command
    .option("--sandbox-url <url>", "a code-interpreter service that runs already")
    .option("--provider <name>", "where the sandbox is: local, or e2b for a microVM")
    .option(
      "--template <name>",
      "E2B: what the microVM is made from (default: code-interpreter-v1)",
    )
    .option("--on-idle <what>", "E2B: pause or kill the microVM afterwards (default: kill)")
    .addOption(
      repeated(
        "--mount <source:target[:rw]>",
        "folder or file to show inside, read-only unless :rw",
      ),
    )
    .option("--network <rule>", "none (default), all, or hosts and presets: api.example.com,pypi")
    .addOption(
      repeated(
        "--install-command, --install-commands <line>",
        "shell line that runs once before the first start",
      ),
    )
    .option("--memory <size>", "memory limit, e.g. 512M or 2G (default: 2G)")
    .option("--cpus <number>", "processor cores (default: 2)")
    .option("--max-processes <number>", "processes and threads at once (default: 256)");
}

const runHelp = `
Output is written as it comes, and the value of the last expression, if it has one. Each run has an
interpreter of its own; with --context it finds the variables of the runs before. The options of the
sandbox count when a context is made. SANDBOX_URL stands for --sandbox-url.

Examples:
  mcp-sandbox run -c "import sys; sys.version"
  mcp-sandbox run analysis.py --mount ./data:/data
  mcp-sandbox run --context work -c "x = 1" && mcp-sandbox run --context work -c "x + 1"
  echo "await fetch('https://api.example.com')" | mcp-sandbox run - --language ts --network api.example.com`;

const interpreterHelp = `
Tools: health_check, create_context, run_code, list_contexts, stop_context, restart_context,
interrupt, upload_file, download_file. Each client sees the contexts that it has made; files are
those of one sandbox. SANDBOX_URL, MCP_TRANSPORT, MCP_HOST, MCP_PORT, MCP_PATH, LOG_LEVEL and
MCP_SANDBOX_TOKEN stand for options that are not given.

Examples:
  mcp-sandbox interpreter                                       # over stdio, in a jail of this machine
  mcp-sandbox interpreter --transport http --sandbox-url http://localhost:5001
  claude mcp add code -- mcp-sandbox interpreter --mount ./data:/data`;
