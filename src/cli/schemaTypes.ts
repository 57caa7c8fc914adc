import { isRecord, listOf } from "../config/jsonPath.ts";

/** A JSON schema of a tool, of which we look at the types alone. */
export type Schema = Readonly<Record<string, unknown>>;

const nothing: Schema = {};

/** The schema of one property of an object, wherever it is said. */
export function propertySchema(root: Schema, name: string): Schema {
  for (const schema of alternatives(root, root)) {
    const { properties } = schema;
    if (isRecord(properties) && Object.hasOwn(properties, name) && isRecord(properties[name]))
      return properties[name];
  }
  const more = root["additionalProperties"];
  return isRecord(more) ? more : nothing;
}

/** The schema of the items of a list. */
export function itemSchema(schema: Schema, root: Schema): Schema {
  const found = alternatives(schema, root).find((each) => isRecord(each["items"]))?.["items"];
  return isRecord(found) ? found : nothing;
}

/** The JSON types that a schema takes as far as it says; an empty set says nothing. */
export function typesOf(schema: Schema, root: Schema): ReadonlySet<string> {
  const types = new Set<string>();
  for (const each of alternatives(schema, root)) {
    for (const type of [each["type"], ...listOf(each["type"])])
      if (typeof type === "string") types.add(type);
    const values = [...listOf(each["enum"]), ...("const" in each ? [each["const"]] : [])];
    if (each["type"] === undefined) for (const value of values) types.add(typeOf(value));
  }
  return types;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

/** The schema itself and all that it refers to or is joined from; bounded, for it may go in circles. */
function alternatives(schema: Schema, root: Schema): readonly Schema[] {
  const found = new Set<Schema>([schema]);
  for (const each of found) {
    if (found.size > 100) break;
    const parts = ["anyOf", "oneOf", "allOf"].flatMap((key) => listOf(each[key]));
    for (const part of [...parts, target(each["$ref"], root)]) if (isRecord(part)) found.add(part);
  }
  return [...found];
}

/** What a reference into the same document means, e.g. `#/$defs/path`. */
function target(reference: unknown, root: Schema): unknown {
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
  const steps = reference.slice(1).split("/").slice(1);
  return steps.reduce<unknown>((part, step) => {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return isRecord(part) && Object.hasOwn(part, key) ? part[key] : undefined;
  }, root);
}
