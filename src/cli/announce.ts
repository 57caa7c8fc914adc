import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { MountEntry, ServerConfig } from "../config/serverEntry.ts";
import { printable } from "../mcp/printable.ts";
import { prepared } from "../mcp/prepare.ts";
import type { Launch, ServerDefinition } from "../mcp/server.ts";
import type { Install, SandboxSpec } from "../sandbox/sandbox.ts";
import { headerTexts, wishText } from "./machineWish.ts";
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
    (row) => row.map(printable),
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

/** Install commands as they were written, and what `npx` and the like come to by themselves. */
function installRows(lines: readonly string[], { commands, network }: Install): string[][] {
  if (commands.length === 0) return [];
  const fetched = commands.length > lines.length ? ["the package that the command names"] : [];
  const rows = [...lines, ...fetched].map((line) => ["install", `${line} (once)`]);
  return [...rows, ["", `network meanwhile: ${networkText(network)}`]];
}

/** A mount in words; one that is at the same place on both sides is named once. */
export function mountText({ source, target = source, write }: MountEntry): string {
  const path = source === target ? source : `${source} → ${target}`;
  return `${path} (${write === true ? "writable" : "read-only"})`;
}

/** A network rule in words. */
export function networkText(network: SandboxSpec["network"]): string {
  if (network === "none") return "none";
  return network === "all" ? "every public host" : `only ${network.allow.join(", ")}`;
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
