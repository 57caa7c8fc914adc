import { isRecord, listOf } from "../../config/jsonPath.ts";

const deepest = 8;

/**
 * Arguments to begin with: what is required, and what has a default. A required value without a
 * default starts empty, so that only what it must hold is left to be typed.
 */
export function prefill(schema: unknown): Readonly<Record<string, unknown>> {
  const value = objectOf(schema, schema, 0);
  return isRecord(value) ? value : {};
}

function valueOf(schema: unknown, root: unknown, depth: number): unknown {
  const found = follow(schema, root);
  if (!isRecord(found) || depth > deepest) return undefined;
  if ("default" in found) return found["default"];
  if ("const" in found) return found["const"];
  const [choice] = listOf(found["enum"]);
  if (choice !== undefined) return choice;
  const [alternative] = [...listOf(found["anyOf"]), ...listOf(found["oneOf"])];
  if (alternative !== undefined && found["type"] === undefined)
    return valueOf(alternative, root, depth + 1);
  return emptyOf(found, root, depth);
}

function emptyOf(schema: Readonly<Record<string, unknown>>, root: unknown, depth: number): unknown {
  const type: unknown = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (type) {
    case "string":
      return "";
    case "number":
    case "integer":
      return nearestToZero(schema["minimum"], schema["maximum"]);
    case "boolean":
      return false;
    case "array":
      return [];
    case "object":
      return objectOf(schema, root, depth);
    default:
      return isRecord(schema["properties"]) ? objectOf(schema, root, depth) : null;
  }
}

function nearestToZero(minimum: unknown, maximum: unknown): number {
  if (typeof minimum === "number" && minimum > 0) return minimum;
  return typeof maximum === "number" && maximum < 0 ? maximum : 0;
}

function objectOf(schema: unknown, root: unknown, depth: number): unknown {
  const found = follow(schema, root);
  if (!isRecord(found) || !isRecord(found["properties"])) return {};
  const required = new Set(listOf(found["required"]));
  const entries = Object.entries(found["properties"]).flatMap(([name, property]) => {
    const hasDefault = isRecord(property) && "default" in property;
    if (!required.has(name) && !hasDefault) return [];
    return [[name, valueOf(property, root, depth + 1)] as const];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The schema that a local reference leads to; others lead nowhere. */
function follow(schema: unknown, root: unknown): unknown {
  let found = schema;
  for (let steps = 0; steps < deepest && isRecord(found); steps++) {
    const reference = found["$ref"];
    if (typeof reference !== "string") return found;
    if (!reference.startsWith("#")) return undefined;
    found = reference
      .slice(1)
      .split("/")
      .filter((step) => step !== "")
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), root);
  }
  return undefined;
}
