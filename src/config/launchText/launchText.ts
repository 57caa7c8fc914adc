import type { Command, Provider, SandboxSpec } from "../../sandbox/sandbox.ts";
import type { Context } from "../context.ts";
import { digest } from "../digest.ts";
import { defaults, type ServerConfig, type ServerEntry } from "../serverEntry.ts";
import { commandLine } from "../toDefinition.ts";
import { usedVariables } from "../variables.ts";
import { headerTexts, installTexts, mountText, networkText, wishText } from "./words.ts";

/** One thing that a launch is or may do. The text is raw: who shows it makes hidden characters seen. */
export interface LaunchRow {
  readonly label: string;
  readonly text: string;
  /** Stands for what is not shown: differs when that differs. */
  readonly mark?: string;
}

/** A launch as people decide on it. */
export interface LaunchText {
  readonly server: string;
  readonly rows: readonly LaunchRow[];
  /** Of everything in the rows: equal where the same is started with the same grants. */
  readonly hash: string;
}

/** What is to be started, filled in but for secrets, and what its entry does not say. */
export interface Surroundings {
  readonly command: Command;
  /** With the steps that the command's package manager comes to by itself. */
  readonly sandbox: SandboxSpec;
  /** Where it is to run, decided. */
  readonly provider: Provider;
  /** Whether the user of this machine allows programs without a jail. */
  readonly allowBare: boolean;
  readonly context: Pick<Context, "folders" | "userHome">;
}

/** Everything that a start does and grants, and no value of an environment or of a secret. */
export function launchText(config: ServerConfig, around: Surroundings): LaunchText {
  const { name: server, entry } = config;
  const { sandbox } = around;
  const { command, args } = entry;
  const rows = [
    row("Command", commandLine(config), digest({ command, args })),
    row("Sandbox", sandboxText(around)),
    row("Working directory", entry.cwd ?? "its private home"),
    ...orNone("Environment", "nothing is handed over", environmentRows(entry, around.command)),
    ...installRows(entry, sandbox),
    ...orNone(
      "Mount",
      "none: it sees no file of yours",
      sandbox.mounts.map((mount) => row("Mount", mountText(mount))),
    ),
    row("Network", networkText(sandbox.network)),
    ...headerRows(entry, sandbox),
    row("Limits", limitsText(around)),
    ...variableRows(config, around.context),
  ];
  return { server, rows, hash: digest(rows) };
}

const row = (label: string, text: string, mark?: string): LaunchRow =>
  mark === undefined ? { label, text } : { label, text, mark };

function orNone(label: string, none: string, rows: readonly LaunchRow[]): readonly LaunchRow[] {
  return rows.length === 0 ? [row(label, none)] : rows;
}

function sandboxText({ provider, sandbox, allowBare }: Surroundings): string {
  if (provider === "e2b")
    return `microVM of E2B, ${wishText(sandbox.machine ?? {})}; mounted files are copied there`;
  const jail = "a jail on this machine";
  return allowBare ? `${jail}, or none where no jail is possible: then nothing holds it` : jail;
}

/** Names of variables. A value that stands in the settings has a mark; one of a file has none. */
function environmentRows({ env = {}, envFile }: ServerEntry, { env: all = {} }: Command) {
  return Object.keys(all).map((name) =>
    Object.hasOwn(env, name)
      ? row("Environment", name, digest(env[name]))
      : row("Environment", envFile === undefined ? name : `${name}, of ${envFile}`),
  );
}

function installRows(entry: ServerEntry, { install }: SandboxSpec): LaunchRow[] {
  if (install.commands.length === 0) return [row("Install", "nothing")];
  const steps = installTexts(entry.installCommands ?? [], install.commands.length);
  return [
    ...steps.map((step) => row("Install", step)),
    row("Network meanwhile", networkText(install.network)),
  ];
}

function headerRows({ sandbox = {} }: ServerEntry, { machine = {} }: SandboxSpec): LaunchRow[] {
  const written = digest(sandbox.secretHeaders ?? {});
  return headerTexts(machine).map((text) => row("Secret headers", text, written));
}

function limitsText({ provider, sandbox }: Surroundings): string {
  if (provider === "e2b") return "those of its template";
  const { memoryMB, cpus, maxProcesses } = { ...defaults, ...sandbox.limits };
  return `${memoryMB} MB of memory, ${cpus} processors, ${maxProcesses} processes`;
}

/** What the variables stand for that the entry uses. */
function variableRows(
  { entry, origin }: ServerConfig,
  { folders, userHome }: Surroundings["context"],
): LaunchRow[] {
  const { command, args, cwd, env, envFile, installCommands, sandbox } = entry;
  const used = usedVariables({ command, args, cwd, env, envFile, installCommands, sandbox });
  const meaning = (name: string): string => {
    if (name.startsWith("secret:")) return "a secret, asked for once and kept for this workspace";
    if (name.startsWith("env:")) return "a variable of the editor's own environment";
    if (name === "userHome") return userHome;
    const wanted = name.slice("workspaceFolder:".length);
    const named = folders.find((folder) => folder.name === wanted)?.path;
    return (wanted === "" ? (origin.folder ?? folders[0]?.path) : named) ?? "not there";
  };
  return used.map((name) => row("Variable", `\${${name}}: ${meaning(name)}`));
}
