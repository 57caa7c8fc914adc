import type { ErrorObject } from "ajv";
import type { Problem } from "../base/failure.ts";

const maxProblems = 50;
/** Say only that alternatives failed; what failed in them is said by other errors. */
const composite = new Set(["anyOf", "oneOf", "if", "not", "then", "else"]);

/** The checker's errors as problems: each with its JSON pointer, one sentence, none twice. */
export function problemsOf(errors: readonly ErrorObject[], value: unknown): readonly Problem[] {
  const problems = new Map<string, Problem>();
  const add = (path: string, message: string): void =>
    void problems.set(`${path} ${message}`, { path, message });
  for (const [path, types] of wantedTypes(errors))
    add(path, `must be ${types.join(" or ")}, but is ${typeName(at(value, path))}`);
  for (const error of errors) {
    if (error.keyword === "type") continue;
    if (composite.has(error.keyword) && hasInner(errors, error)) continue;
    add(pathOf(error), sentence(error));
  }
  return [...problems.values()].slice(0, maxProblems);
}

/** Alternatives that differ in type make one problem together. */
function wantedTypes(errors: readonly ErrorObject[]): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, string[]>();
  for (const { keyword, instancePath, params } of errors) {
    if (keyword !== "type") continue;
    const types = wanted.get(instancePath) ?? [];
    wanted.set(instancePath, types);
    for (const type of [params["type"] as string | string[]].flat()) {
      const name = typeNames[type] ?? type;
      if (!types.includes(name)) types.push(name);
    }
  }
  return wanted;
}

const hasInner = (errors: readonly ErrorObject[], outer: ErrorObject): boolean =>
  errors.some(
    (error) =>
      !composite.has(error.keyword) &&
      error.schemaPath.startsWith(`${outer.schemaPath}/`) &&
      error.instancePath.startsWith(outer.instancePath),
  );

/** A property that is missing or too many is named by the path, as if it were there. */
function pathOf({ instancePath, params }: ErrorObject): string {
  const names = ["missingProperty", "additionalProperty", "unevaluatedProperty", "propertyName"];
  const name = names
    .map((key) => params[key] as unknown)
    .find((found) => typeof found === "string");
  if (name === undefined) return instancePath;
  return `${instancePath}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function sentence({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case "required":
    case "dependentRequired":
      return "is required";
    case "additionalProperties":
    case "unevaluatedProperties":
      return "is not known to the tool";
    case "propertyNames":
      return "has a name that is not allowed";
    case "enum":
      return `must be one of ${(params["allowedValues"] as unknown[]).map((one) => JSON.stringify(one)).join(", ")}`;
    case "const":
      return `must be ${JSON.stringify(params["allowedValue"])}`;
    case "oneOf":
      return Array.isArray(params["passingSchemas"])
        ? "fits more than one of the alternatives"
        : "fits none of the alternatives";
    case "anyOf":
      return "fits none of the alternatives";
    case "false schema":
      return "must not be there";
    default:
      return (message ?? `breaks ${keyword}`).replace("must NOT", "must not");
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "an integer",
  boolean: "a boolean",
  object: "an object",
  array: "an array",
};

function typeName(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "an array";
  return typeNames[typeof value] ?? typeof value;
}

/** What a JSON pointer leads to. */
function at(value: unknown, path: string): unknown {
  const steps = path.split("/").slice(1);
  return steps
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((inner: unknown, step) => (Object(inner) as Record<string, unknown>)[step], value);
}
