import { isRecord } from "../../config/jsonPath.ts";
import type { Tool } from "../../mcp/server.ts";

/** Keywords whose value is data, not schema. */
const data = new Set(["const", "enum", "default", "examples", "required", "type"]);
/** Keywords whose value holds schemas by name, so that a name there is no keyword. */
const byName = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "dependencies",
]);
/** What editors take for more than words: rendered text, snippets, identities to fetch. */
const unsafe = new Set([
  "$id",
  "id",
  "$schema",
  "markdownDescription",
  "markdownEnumDescriptions",
  "defaultSnippets",
]);
const deepest = 64;

/**
 * The tool's input schema as the editor's JSON support may have it: it names nothing to be fetched,
 * and allows the `$schema` that ties the document to it.
 */
export function servedSchema(tool: Tool): Readonly<Record<string, unknown>> {
  const cleaned = clean(tool.inputSchema, 0);
  const schema = isRecord(cleaned) ? cleaned : {};
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  return {
    ...draft(tool.inputSchema),
    ...schema,
    title: tool.title ?? tool.name,
    properties: { ...properties, $schema: { type: "string", doNotSuggest: true } },
  };
}

function draft({ $schema }: Tool["inputSchema"]): Record<string, unknown> {
  const known = typeof $schema === "string" && /^https?:\/\/json-schema\.org\//.test($schema);
  return known ? { $schema } : {};
}

function clean(schema: unknown, depth: number): unknown {
  if (depth > deepest) return {};
  if (Array.isArray(schema)) return schema.map((each) => clean(each, depth + 1));
  if (!isRecord(schema)) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (data.has(key)) return [[key, value]];
    if (unsafe.has(key) && !isRecord(value)) return [];
    if (/^\$(dynamic|recursive)?ref$/i.test(key) && !isLocal(value)) return [];
    return [[key, byName.has(key) ? cleanNamed(value, depth + 1) : clean(value, depth + 1)]];
  });
  return Object.fromEntries(entries);
}

function cleanNamed(schemas: unknown, depth: number): unknown {
  if (!isRecord(schemas)) return schemas;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, clean(schema, depth)]),
  );
}

/** A reference into the same document. */
function isLocal(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("#");
}
