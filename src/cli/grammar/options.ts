import { type Command, Option } from "commander";

const listed = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** An option that may be given several times. */
export function repeated(flags: string, description: string): Option {
  return new Option(flags, `${description} (repeatable)`).argParser(listed);
}

/** Options that hold a tool's arguments. */
export function paramOptions(command: Command): Command {
  return command
    .option(
      "--params <json>",
      "arguments as a JSON object; @FILE reads a file, - the standard input",
    )
    .addOption(repeated("--param <name=value>", "one argument, typed by the tool's schema"));
}

/** Options for the time of one command. */
export function runOptions(command: Command): Command {
  return command
    .option("--provider <name>", "where the sandbox is: local, or e2b for a microVM")
    .option("--template <name>", "E2B: what the microVM is made from (default: base)")
    .option("--on-idle <what>", "E2B: pause or kill the microVM when nobody uses it")
    .option("--init-timeout <seconds>", "time to start, without installing (default: 30)")
    .option(
      "--request-timeout <seconds>",
      "time for one request; progress extends it (default: 60)",
    );
}

/** Options that describe how a server is launched. */
export function launchOptions(command: Command): Command {
  return runOptions(command)
    .addOption(
      repeated("--arg <value>", "argument; then the command is one program, not a shell line"),
    )
    .addOption(
      repeated("--env <name=value>", "environment variable; ${secret:NAME} and ${env:NAME} work"),
    )
    .option("--env-file <file>", "file with environment variables, read at each start")
    .addOption(
      repeated(
        "--install-command, --install-commands <line>",
        "shell line that runs once before the first start",
      ),
    )
    .option("--package <name>", "Python package to install first")
    .option("--cwd <folder>", "working directory inside the sandbox")
    .addOption(
      repeated(
        "--mount <source:target[:rw]>",
        "folder or file to show inside, read-only unless :rw",
      ),
    )
    .option("--group <name>", "E2B: share a microVM with the servers of this group")
    .option("--network <rule>", "none (default), all, or hosts and presets: api.example.com,npm")
    .option("--memory <size>", "memory limit, e.g. 512M or 2G (default: 2G)")
    .option("--cpus <number>", "processor cores (default: 2)")
    .option("--max-processes <number>", "processes and threads at once (default: 256)");
}

/** Options that describe how a server is kept in the settings. */
export function keepOptions(command: Command): Command {
  return command
    .option("--description <text>", "what the server is for")
    .option("--timeout <minutes>", "stop after this time without a call (default: 10)")
    .option("--disable", "keep it, but do not start it")
    .addOption(
      repeated("--tool-allow <name>", "let other clients have only this tool; * is any text"),
    )
    .addOption(repeated("--tool-deny <name>", "keep this tool from other clients; * is any text"));
}
