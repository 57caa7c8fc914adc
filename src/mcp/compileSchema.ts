import type { ValidateFunction } from "ajv";
import { ajvOf, type AjvKind, type Dialect, forgetAjv } from "./ajv.ts";
import { bounded, TookTooLong } from "./bounded.ts";
import { messageOf } from "./messageOf.ts";
import { schemaSize } from "./schemaSize.ts";

/** A schema ready to check by, or why it cannot be used. */
export type Compiled =
  | { readonly check: ValidateFunction; readonly costly: boolean }
  | { readonly unchecked: string };

const compileMs = 2000;

/** Compiles a foreign schema, within bounds. Fetches nothing; never rejects. */
export async function compileSchema(
  schema: Readonly<Record<string, unknown>>,
  allErrors: boolean,
): Promise<Compiled> {
  const { tooLarge, costly } = schemaSize(schema);
  if (tooLarge) return { unchecked: "its schema is too large" };
  const { $schema, ...rest } = schema;
  const dialects = dialectsOf($schema);
  if (dialects.length === 0)
    return { unchecked: `its schema is of an unknown kind, ${JSON.stringify($schema)}` };
  const reasons: string[] = [];
  for (const dialect of dialects) {
    // Many patterns in the wild are only right by the older, looser rules.
    for (const unicode of [true, false]) {
      const outcome = await attempt(rest, { dialect, unicode, allErrors });
      if (typeof outcome !== "string") return { check: outcome, costly };
      reasons.push(outcome);
    }
  }
  return { unchecked: `its schema cannot be used: ${reasons[0] ?? ""}` };
}

/** Older servers write draft 7 without saying so. */
function dialectsOf($schema: unknown): readonly Dialect[] {
  if ($schema === undefined) return ["2020-12", "draft7"];
  const uri = typeof $schema === "string" ? $schema : "";
  if (/\/draft-0[67]\/schema#?$/.test(uri)) return ["draft7"];
  if (/\/2019-09\/schema#?$/.test(uri)) return ["2019-09"];
  return /\/2020-12\/schema#?$/.test(uri) ? ["2020-12"] : [];
}

async function attempt(schema: object, kind: AjvKind): Promise<ValidateFunction | string> {
  const ajv = await ajvOf(kind);
  try {
    return bounded(() => ajv.compile(schema), compileMs);
  } catch (error) {
    if (error instanceof TookTooLong) forgetAjv(kind);
    return messageOf(error);
  } finally {
    // Two servers may use the same `$id`, and what is kept by the checker is never let go of.
    ajv.removeSchema(schema);
  }
}
