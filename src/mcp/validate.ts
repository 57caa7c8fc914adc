import type { Problem } from "../base/failure.ts";
import { bounded } from "./bounded.ts";
import { type Compiled, compileSchema } from "./compileSchema.ts";
import { messageOf } from "./messageOf.ts";
import { problemsOf } from "./schemaProblems.ts";

/** What came of checking a value: its problems, or why it could not be checked. */
export interface Verdict {
  readonly problems: readonly Problem[];
  readonly unchecked?: string;
}

/** By the schema object itself: a new list of tools brings new ones, and the old ones go with it. */
const known = new WeakMap<object, Promise<Compiled>>();
const checkMs = 1000;

/**
 * Checks a value by a JSON Schema 2020-12, 2019-09 or draft 7, as its `$schema` says (2020-12
 * without one). `all` problems are found or only the `first`. The schema is the server's and may be
 * wrong, hostile or beyond us: then the value counts as unchecked, with the reason, and the server
 * has the last word. Nothing is fetched. Never rejects.
 */
export async function validate(
  schema: Readonly<Record<string, unknown>>,
  value: unknown,
  find: "all" | "first",
): Promise<Verdict> {
  const compiling = known.get(schema) ?? compileSchema(schema, find === "all");
  known.set(schema, compiling);
  const compiled = await compiling;
  if ("unchecked" in compiled) return { problems: [], unchecked: compiled.unchecked };
  const { check, costly } = compiled;
  try {
    const fits: unknown = costly ? bounded(() => check(value), checkMs) : check(value);
    return { problems: fits ? [] : problemsOf(check.errors ?? [], value) };
  } catch (error) {
    return { problems: [], unchecked: messageOf(error) };
  }
}
