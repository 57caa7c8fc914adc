import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Failure } from "../base/failure.ts";
import { isRecord } from "../config/jsonPath.ts";
import { itemSchema, propertySchema, type Schema, typesOf } from "./schemaTypes.ts";
import type { World } from "./world.ts";

type Params = Readonly<Record<string, unknown>>;

/** Options that hold a tool's arguments. */
export interface ParamFlags {
  readonly params?: string;
  readonly param?: readonly string[];
}

/** What `--params` gives: JSON itself, `@FILE`, or `-` for the standard input. */
export async function readParams(
  given: string | undefined,
  world: Pick<World, "cwd" | "stdin">,
): Promise<Params> {
  if (given === undefined) return {};
  const text = await paramsText(given, world);
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure("usage", `--params is no valid JSON: ${reason}`);
  }
  throw new Failure("usage", `--params: expected a JSON object such as {"path": "/data"}.`);
}

async function paramsText(
  given: string,
  { cwd, stdin }: Pick<World, "cwd" | "stdin">,
): Promise<string> {
  if (given === "-") {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString("utf8");
  }
  if (!given.startsWith("@")) return given;
  const file = resolve(cwd, given.slice(1));
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new Failure("usage", `--params: ${file} cannot be read.`, { cause: error });
  });
}

/**
 * `--param k=v` on top of `--params`, typed by the tool's schema: text stays text where the schema
 * takes text; numbers, true and false, lists and objects are read as JSON where it wants them. A
 * name that is given several times makes a list. Without a schema JSON is tried, then text.
 */
export function withParams(base: Params, given: readonly string[], schema: Schema): Params {
  const values = new Map<string, string[]>();
  for (const pair of given) {
    const split = pair.indexOf("=");
    if (split <= 0) throw new Failure("usage", `--param ${pair}: expected NAME=VALUE.`);
    const name = pair.slice(0, split);
    values.set(name, [...(values.get(name) ?? []), pair.slice(split + 1)]);
  }
  const typed = [...values].map(([name, texts]) => [name, valueOf(name, texts, schema)] as const);
  return Object.fromEntries([...Object.entries(base), ...typed]);
}

function valueOf(name: string, texts: readonly string[], root: Schema): unknown {
  const schema = propertySchema(root, name);
  const types = typesOf(schema, root);
  const [text = ""] = texts;
  if (types.has("array")) {
    const whole = texts.length === 1 ? readJson(text) : undefined;
    if (Array.isArray(whole)) return whole;
    if (texts.length > 1 || types.size === 1) {
      const item = typesOf(itemSchema(schema, root), root);
      return texts.map((each) => typedText(each, item));
    }
  }
  if (texts.length > 1)
    throw new Failure("usage", `--param ${name} is given ${texts.length} times, but is no list.`);
  return typedText(text, types);
}

function typedText(text: string, types: ReadonlySet<string>): unknown {
  if (types.has("string")) return text;
  const value = readJson(text);
  return value === undefined ? text : value;
}

/** The JSON that a text holds; nothing when it is none, or a number that would lose digits. */
function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const isUnsafe =
      typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isUnsafe || value === Infinity || value === -Infinity ? undefined : value;
  } catch {
    return undefined;
  }
}
