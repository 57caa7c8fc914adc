import type { Problem } from "../base/failure.ts";
import { isRecord, joinPath } from "./jsonPath.ts";
import type { Schema } from "./schema.ts";
import { describe, expectation, unknownKey } from "./wording.ts";

/** Everything that is wrong with a value, each with its path; an empty list when it fits. */
export function checkValue(value: unknown, schema: Schema, path: string): Problem[] {
  if (schema.anyOf !== undefined) return checkAnyOf(value, schema, schema.anyOf, path);
  if (schema.type !== undefined && !hasType(value, schema.type))
    return [{ path, message: `Expected ${expectation(schema)}, not ${describe(value)}.` }];
  return [...checkScalar(value, schema, path), ...checkParts(value, schema, path)];
}

/** Problems of the one alternative that has the value's type, if there is one. */
function checkAnyOf(value: unknown, schema: Schema, choices: readonly Schema[], path: string) {
  const choice = choices.find((each) => each.type === undefined || hasType(value, each.type));
  const problems = choice === undefined ? undefined : checkValue(value, choice, path);
  if (problems !== undefined && (problems.length === 0 || isRecord(value))) return problems;
  return [
    { path, message: `${schema.errorMessage ?? "Fits no alternative."} Found ${describe(value)}.` },
  ];
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function checkScalar(value: unknown, schema: Schema, path: string): Problem[] {
  const wrong = (message: string): Problem[] => [{ path, message }];
  if (schema.enum?.includes(value) === false)
    return wrong(`Expected ${expectation(schema)}, not ${describe(value)}.`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(String(value)))
    return wrong(
      `${schema.errorMessage ?? `Does not match ${schema.pattern}.`} Found ${describe(value)}.`,
    );
  if (typeof value !== "number") return [];
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  if (value >= minimum && value <= maximum && value > exclusiveMinimum) return [];
  return wrong(`Expected ${expectation(schema)}, not ${value}.`);
}

function checkParts(value: unknown, schema: Schema, path: string): Problem[] {
  const { items } = schema;
  if (Array.isArray(value) && items !== undefined)
    return value.flatMap((item: unknown, index) => checkValue(item, items, joinPath(path, index)));
  return isRecord(value) ? checkProperties(value, schema, path) : [];
}

function checkProperties(value: Readonly<Record<string, unknown>>, schema: Schema, path: string) {
  const problems: Problem[] = (schema.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => ({ path: joinPath(path, key), message: "Missing, but required." }));
  const { length } = Object.keys(value);
  if (schema.maxProperties !== undefined && length > schema.maxProperties)
    problems.push({ path, message: `Expected at most ${schema.maxProperties}, not ${length}.` });
  const known = schema.properties ?? {};
  for (const [key, part] of Object.entries(value)) {
    const at = joinPath(path, key);
    if (schema.propertyNames !== undefined)
      problems.push(...checkValue(key, schema.propertyNames, at));
    const inner = Object.hasOwn(known, key) ? known[key] : schema.additionalProperties;
    if (inner === false) problems.push({ path: at, message: unknownKey(key, known) });
    else if (inner !== undefined) problems.push(...checkValue(part, inner, at));
  }
  return problems;
}
