import { closest } from "./closest.ts";
import { isRecord } from "./jsonPath.ts";
import { sandboxSchema, type Schema } from "./schema.ts";

const nouns: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  number: "a number",
  integer: "a whole number",
  array: "a list",
  object: "an object",
};

/** What a schema wants, to be read after "Expected". */
export function expectation(schema: Schema): string {
  if (schema.enum !== undefined)
    return schema.enum.map((each) => JSON.stringify(each)).join(" or ");
  const noun = nouns[schema.type ?? ""] ?? "another value";
  const bounds = [
    schema.exclusiveMinimum === undefined ? "" : `above ${schema.exclusiveMinimum}`,
    schema.minimum === undefined ? "" : `of at least ${schema.minimum}`,
    schema.maximum === undefined ? "" : `of at most ${schema.maximum}`,
  ].filter((bound) => bound !== "");
  return bounds.length === 0 ? noun : `${noun} ${bounds.join(" and ")}`;
}

/** What was found, to be read after "not". Long text is cut. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isRecord(value)) return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  const shown = text.length > 60 ? `${text.slice(0, 57)}…"` : text;
  return typeof value === "string" ? `the text ${shown}` : shown;
}

/** What to say of a key that nobody knows. */
export function unknownKey(key: string, known: Readonly<Record<string, unknown>>): string {
  const meant = closest(key, Object.keys(known));
  if (meant !== undefined) return `Not known. Did you mean \`${meant}\`?`;
  const inSandbox = closest(key, Object.keys(sandboxSchema.properties ?? {}));
  if (inSandbox !== undefined && Object.hasOwn(known, "sandbox"))
    return `Not known here. It belongs under \`sandbox\`: { "sandbox": { "${inSandbox}": … } }.`;
  return `Not known. Known are: ${Object.keys(known).join(", ")}.`;
}
