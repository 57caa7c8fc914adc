/** One text of a tool's definition: a value, or a key that the server has chosen. */
export interface Text {
  /** JSON pointer. */
  readonly path: string;
  readonly text: string;
}

/** Deeper than any schema that is meant to be read. */
export const maxDepth = 64;
const maxTexts = 20_000;

/** Keys of MCP and JSON Schema, which say nothing of their own. */
const known = new Set([
  ...["name", "title", "description", "inputSchema", "outputSchema", "annotations", "icons"],
  ...["_meta", "execution", "src", "mimeType", "sizes", "theme", "type", "properties", "items"],
  ...[
    "required",
    "enum",
    "const",
    "default",
    "examples",
    "format",
    "pattern",
    "minimum",
    "maximum",
  ],
  ...[
    "$schema",
    "$ref",
    "$defs",
    "definitions",
    "$id",
    "$comment",
    "anyOf",
    "oneOf",
    "allOf",
    "not",
  ],
  ...["additionalProperties", "patternProperties", "propertyNames", "minLength", "maxLength"],
  ...["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint", "taskSupport"],
]);

/** Every text of a tool, keys included; `tooMuch` where that is more than can be looked through. */
export function textsOf(tool: unknown): {
  readonly texts: readonly Text[];
  readonly tooMuch: boolean;
} {
  const texts: Text[] = [];
  let tooMuch = false;
  const open: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [
    { value: tool, path: "", depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path, depth } = next;
    if (typeof value === "string") texts.push({ path, text: value });
    if (texts.length > maxTexts) return { texts, tooMuch: true };
    if (typeof value !== "object" || value === null) continue;
    if (depth >= maxDepth) tooMuch = true;
    else
      for (const [key, part] of Object.entries(value).toReversed()) {
        const below = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        open.push({ value: part, path: below, depth: depth + 1 });
        if (!Array.isArray(value) && !known.has(key)) texts.push({ path: below, text: key });
      }
  }
  return { texts, tooMuch };
}
