import { isRecord } from "../../../config/jsonPath.ts";

interface Described {
  readonly key: string;
  /** What to call it: its title, else its key. */
  readonly name: string;
  readonly description: string | undefined;
  readonly required: boolean;
}

export interface Choice {
  readonly value: string;
  readonly name: string;
}

export interface TextField extends Described {
  readonly kind: "text";
  readonly format: string | undefined;
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly preset: string | undefined;
}

export interface NumberField extends Described {
  readonly kind: "number" | "integer";
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly preset: number | undefined;
}

export interface BooleanField extends Described {
  readonly kind: "boolean";
  readonly preset: boolean | undefined;
}

export interface ChoiceField extends Described {
  readonly kind: "choice";
  readonly choices: readonly Choice[];
  readonly preset: string | undefined;
}

export interface ChoicesField extends Described {
  readonly kind: "choices";
  readonly choices: readonly Choice[];
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly preset: readonly string[];
}

/** One thing that a form asks for. Source: MCP `PrimitiveSchemaDefinition`. */
export type Field = TextField | NumberField | BooleanField | ChoiceField | ChoicesField;

type Schema = Readonly<Record<string, unknown>>;

/**
 * What a form asks for, in its order. Undefined where it asks for something that no form of the
 * protocol may.
 */
export function fieldsOf(form: unknown): readonly Field[] | undefined {
  if (!isRecord(form)) return undefined;
  const { properties = {}, required } = form;
  if (!isRecord(properties)) return undefined;
  const demanded: readonly unknown[] = Array.isArray(required) ? required : [];
  const fields = Object.entries(properties).map(([key, schema]) =>
    isRecord(schema) ? fieldOf(key, schema, demanded.includes(key)) : undefined,
  );
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

function fieldOf(key: string, schema: Schema, required: boolean): Field | undefined {
  const { title, description, type } = schema;
  const name = textOf(title) ?? key;
  const about: Described = { key, name, description: textOf(description), required };
  switch (type) {
    case "string":
      return stringField(about, schema);
    case "number":
    case "integer": {
      const bounds = { least: numberOf(schema["minimum"]), most: numberOf(schema["maximum"]) };
      return { ...about, ...bounds, kind: type, preset: numberOf(schema["default"]) };
    }
    case "boolean": {
      const preset = schema["default"];
      return {
        ...about,
        kind: "boolean",
        preset: typeof preset === "boolean" ? preset : undefined,
      };
    }
    case "array":
      return choicesField(about, schema);
    default:
      return undefined;
  }
}

function stringField(about: Described, schema: Schema): Field {
  const choices = choicesIn(schema);
  const preset = textOf(schema["default"]);
  if (choices !== undefined) return { ...about, kind: "choice", choices, preset };
  const bounds = { least: numberOf(schema["minLength"]), most: numberOf(schema["maxLength"]) };
  return { ...about, ...bounds, kind: "text", format: textOf(schema["format"]), preset };
}

function choicesField(about: Described, schema: Schema): Field | undefined {
  const { items, default: given } = schema;
  const choices = isRecord(items) ? choicesIn(items) : undefined;
  if (choices === undefined) return undefined;
  const preset = Array.isArray(given) ? given.filter((value) => typeof value === "string") : [];
  const bounds = { least: numberOf(schema["minItems"]), most: numberOf(schema["maxItems"]) };
  return { ...about, ...bounds, kind: "choices", choices, preset };
}

/** A titled list (`oneOf`, `anyOf`), a plain one, or one of before 2025-11-25 with names beside it. */
function choicesIn({
  oneOf,
  anyOf,
  enum: values,
  enumNames,
}: Schema): readonly Choice[] | undefined {
  const titled: unknown = oneOf ?? anyOf;
  if (Array.isArray(titled))
    return titled.filter(isRecord).flatMap(({ const: value, title }) => {
      const text = textOf(value);
      return text === undefined ? [] : [{ value: text, name: textOf(title) ?? text }];
    });
  if (!Array.isArray(values)) return undefined;
  const names: readonly unknown[] = Array.isArray(enumNames) ? enumNames : [];
  return values
    .filter((value) => typeof value === "string")
    .map((value, index) => ({ value, name: textOf(names[index]) ?? value }));
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
