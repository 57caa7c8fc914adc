import { headerTexts, mountText, networkText, wishText } from "../config/launchText/words.ts";
import { namesSecret } from "../config/resolveLaunch.ts";
import { defaults, type SandboxEntry, type ServerConfig } from "../config/serverEntry.ts";
import { commandLine } from "../config/toDefinition.ts";
import { printable } from "../mcp/printable.ts";
import type { Provider } from "../sandbox/sandbox.ts";
import { columns } from "./text.ts";

/** What a server may see and reach, in a few words for a table. */
export function grantsText({ entry }: ServerConfig): string {
  const { mounts = [], network = "none" } = entry.sandbox ?? {};
  const folders = mounts.map(({ source, write }) => `${source}${write === true ? " (rw)" : ""}`);
  const reach = network === "none" ? [] : [`network: ${networkText(network)}`];
  const grants = [...folders, ...reach];
  return grants.length === 0 ? "nothing" : grants.join(", ");
}

/** Everything about one server, defaults included, for a person. `provider` is the decided one. */
export function serverText(config: ServerConfig, provider: Provider, file: string): string {
  const { name, entry } = config;
  const { sandbox = {} } = entry;
  const rows: [string, string][] = [
    ["name", name],
    ["description", entry.description ?? ""],
    ["command", commandLine(config)],
    ["folder", entry.cwd ?? ""],
    ...Object.entries(entry.env ?? {}).map(([key, value]): [string, string] => [
      "env",
      `${key}=${shown(key, value)}`,
    ]),
    ["env file", entry.envFile ?? ""],
    ...(entry.installCommands ?? []).map((line): [string, string] => ["install", line]),
    ["tools", rulesText(entry.tools)],
    ["state", entry.disabled === true ? "disabled" : ""],
    ["idle", `stopped after ${entry.timeoutMinutes ?? defaults.timeoutMinutes} min without a call`],
    ["timeouts", timeoutsText(config)],
    ["sandbox", sandboxText(sandbox, provider)],
    ...(sandbox.mounts ?? []).map((mount): [string, string] => ["mount", mountText(mount)]),
    ["network", networkText(sandbox.network ?? "none")],
    ...headerTexts(sandbox).map((header): [string, string] => ["headers", header]),
    ["limits", limitsText(config)],
    ["defined in", file],
  ];
  const filled = rows.filter(([, text]) => text !== "");
  return columns(filled.map((row) => row.map(printable)));
}

/** Which tools other clients get; nothing where they get all. */
function rulesText({ allow, deny = [] }: NonNullable<ServerConfig["entry"]["tools"]> = {}): string {
  const only = allow === undefined ? [] : [`only ${allow.join(", ") || "none"}`];
  const not = deny.length === 0 ? [] : [`not ${deny.join(", ")}`];
  return [...only, ...not].join("; ");
}

function sandboxText(sandbox: SandboxEntry, provider: Provider): string {
  return provider === "local" ? "local" : `e2b, ${wishText(sandbox)}`;
}

function timeoutsText({ entry }: ServerConfig): string {
  const start = entry.initializationTimeoutSeconds ?? defaults.initializationTimeoutSeconds;
  const request = entry.requestTimeoutSeconds ?? defaults.requestTimeoutSeconds;
  return `${start} s to start, ${request} s for a request`;
}

function limitsText({ entry }: ServerConfig): string {
  const { memoryMB, cpus, maxProcesses } = { ...defaults, ...entry.sandbox };
  return `${memoryMB} MB, ${cpus} cpus, ${maxProcesses} processes`;
}

/** A value that stands in the settings in plain text is still not for every eye. */
function shown(key: string, value: string): string {
  return namesSecret(key) && !value.includes("${") ? "•••" : value;
}
