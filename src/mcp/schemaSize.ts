const maxNodes = 20_000;
const maxDepth = 100;

/** Keywords by which a small schema can make much work of a small value. */
const costly = new Set([
  ...["pattern", "patternProperties", "format", "uniqueItems"],
  ...["$ref", "$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems"],
]);

export interface SchemaSize {
  readonly tooLarge: boolean;
  /** Checking by it has to be watched. */
  readonly costly: boolean;
}

/** Measures a foreign schema before anything that recurses gets to see it. */
export function schemaSize(schema: object): SchemaSize {
  const open: { readonly node: object; readonly depth: number }[] = [{ node: schema, depth: 0 }];
  let nodes = 0;
  let found = false;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    for (const [key, value] of Object.entries(node as Record<string, unknown>)) {
      nodes += 1;
      found ||= costly.has(key);
      if (typeof value === "object" && value !== null) open.push({ node: value, depth: depth + 1 });
    }
    if (nodes > maxNodes || depth > maxDepth) return { tooLarge: true, costly: true };
  }
  return { tooLarge: false, costly: found };
}
