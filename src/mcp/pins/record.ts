import type { Tool } from "../server.ts";

/** Where a list of tools came from, as far as it is known. */
export interface Origin {
  /** The command as the user wrote it. */
  readonly commandLine: string;
  /** What the microVM is made from. */
  readonly template?: string | undefined;
  /** Name and version that the server gives of itself. */
  readonly version?: string | undefined;
}

/** A tool as it was approved, whole. */
export interface Pin {
  readonly tool: Tool;
  readonly from: Origin;
  readonly at: number;
  /**
   * Who approved it: the first use of a server that the user had agreed to start, the setting that
   * lets new tools in, or the user who looked at it.
   */
  readonly by: "firstUse" | "allowNew" | "user";
}

/** A definition that the user does not want, by its fingerprint. */
export interface Block {
  readonly name: string;
  readonly fingerprint: string;
}

/** What was decided about the tools of one server in one workspace. */
export interface PinRecord {
  readonly pins: ReadonlyMap<string, Pin>;
  readonly blocks: readonly Block[];
  /** When the tools of a command were first seen. */
  readonly firstUses: ReadonlyMap<string, number>;
  /** The file is there and cannot be read: nothing is trusted by itself until the user decides. */
  readonly isBroken: boolean;
}

export const nothing: PinRecord = {
  pins: new Map(),
  blocks: [],
  firstUses: new Map(),
  isBroken: false,
};

/** Older commands are forgotten; to be seen anew they would have to be agreed to anew. */
const maxFirstUses = 50;

/** The text of the file. */
export function toText(workspace: string, server: string, record: PinRecord): string {
  const { pins, blocks, firstUses } = record;
  const value = {
    ...{ version: 1, workspace, server },
    firstUses: [...firstUses].slice(-maxFirstUses),
    pins: [...pins.values()],
    blocks,
  };
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

/** What a file's text says. Throws when it is not such a file, or another workspace's. */
export function fromText(text: string, workspace: string, server: string): PinRecord {
  const value = JSON.parse(text) as unknown;
  if (!isRecord(value) || value["version"] !== 1) throw new Error("it is no file of version 1");
  if (value["workspace"] !== workspace || value["server"] !== server)
    throw new Error("it is about another server");
  const { pins, blocks, firstUses } = value;
  if (!isListOf(pins, isPin) || !isListOf(blocks, isBlock) || !isListOf(firstUses, isFirstUse))
    throw new Error("a part of it is missing");
  return {
    pins: new Map(pins.map((pin) => [pin.tool.name, pin])),
    blocks,
    firstUses: new Map(firstUses),
    isBroken: false,
  };
}

/** The names of the tools that a file pins, whosoever it is; none when it is no such file. */
export function namesIn(text: string, workspace: string, but: string): readonly string[] {
  try {
    const value = JSON.parse(text) as unknown;
    if (!isRecord(value) || value["workspace"] !== workspace || value["server"] === but) return [];
    const { pins } = value;
    return isListOf(pins, isPin) ? pins.map(({ tool }) => tool.name) : [];
  } catch {
    return [];
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isListOf = <T>(value: unknown, is: (each: unknown) => each is T): value is readonly T[] =>
  Array.isArray(value) && value.every(is);

const isPin = (value: unknown): value is Pin =>
  isRecord(value) &&
  isRecord(value["tool"]) &&
  typeof value["tool"]["name"] === "string" &&
  isRecord(value["tool"]["inputSchema"]) &&
  isRecord(value["from"]) &&
  typeof value["at"] === "number" &&
  ["firstUse", "allowNew", "user"].includes(String(value["by"]));

const isBlock = (value: unknown): value is Block =>
  isRecord(value) && typeof value["name"] === "string" && typeof value["fingerprint"] === "string";

const isFirstUse = (value: unknown): value is [string, number] =>
  Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number";
