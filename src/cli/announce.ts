import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { marked } from "../base/hidden.ts";
import {
  headerTexts,
  installTexts,
  mountText,
  networkText,
  wishText,
} from "../config/launchText/words.ts";
import type { ServerConfig } from "../config/serverEntry.ts";
import { prepared } from "../mcp/prepare.ts";
import type { Launch, ServerDefinition } from "../mcp/server.ts";
import type { Install, SandboxSpec } from "../sandbox/sandbox.ts";
import type { Terminal } from "./terminal.ts";
import { columns, indent } from "./text.ts";
import type { World } from "./world.ts";

/** Says on stderr what is about to start and what it gets, once for each launch. */
export async function announce(
  config: ServerConfig,
  { name, launchKey, commandLine }: ServerDefinition,
  launch: Launch,
  { dataDir }: Pick<World, "dataDir">,
  terminal: Terminal,
): Promise<void> {
  const key = createHash("sha256").update(`${name}\n${launchKey}`).digest("hex").slice(0, 32);
  if (!(await isFirst(join(dataDir, "announced"), key))) return;
  const rows = [["command", commandLine], ...launchRows(config, prepared(launch).sandbox)].map(
    (row) => row.map(marked),
  );
  terminal.note(
    `${terminal.styleNote("bold", `First start of ${name}:`)}\n${indent(columns(rows))}`,
  );
}

function launchRows(
  { entry }: ServerConfig,
  { mounts, network, install, provider, machine = {} }: SandboxSpec,
): string[][] {
  const rows = [
    ...(provider === "e2b" ? [["sandbox", `microVM of E2B, ${wishText(machine)}`]] : []),
    ...(entry.cwd === undefined ? [] : [["folder", entry.cwd]]),
    ...installRows(entry.installCommands ?? [], install),
    ...mounts.map((mount) => ["mount", mountText(mount)]),
    ["network", networkText(network)],
    ...headerTexts(machine).map((header) => ["headers", header]),
  ];
  const names = Object.keys(entry.env ?? {});
  if (entry.envFile !== undefined) names.push(`those of ${entry.envFile}`);
  if (names.length > 0) rows.push(["env", names.join(", ")]);
  return rows;
}

function installRows(lines: readonly string[], { commands, network }: Install): string[][] {
  if (commands.length === 0) return [];
  const rows = installTexts(lines, commands.length).map((line) => ["install", line]);
  return [...rows, ["", `network meanwhile: ${networkText(network)}`]];
}

/** True once for each key: the file that remembers it is made by whoever comes first. */
async function isFirst(folder: string, key: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await (await open(join(folder, key), "wx", 0o600)).close();
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "EEXIST");
  }
}
