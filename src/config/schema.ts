import schema from "./serversSchema.json" with { type: "json" };

/** The words of JSON Schema that `serversSchema.json` uses to decide; a test compares us with Ajv. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  /** Shown by the editor instead of its own words, and by us. */
  readonly errorMessage?: string;
}

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

function part(value: unknown): Schema {
  if (isSchema(value)) return value;
  throw new TypeError("serversSchema.json lacks a part.");
}

/** Schema of the whole setting. */
export const serversSchema: Schema = part(schema);
/** Schema of one server. */
export const entrySchema: Schema = part(schema.additionalProperties);
/** Schema of what is under `sandbox`. */
export const sandboxSchema: Schema = part(schema.additionalProperties.properties.sandbox);
/** What a server's name looks like. */
export const namePattern = new RegExp(schema.propertyNames.pattern);
/** Says what a name looks like. */
export const nameMessage: string = schema.propertyNames.errorMessage;
