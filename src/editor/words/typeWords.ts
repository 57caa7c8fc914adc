import { isRecord, listOf } from "../../config/jsonPath.ts";
import { visibleLine } from "./visible.ts";

/** A JSON schema's type in a few words: `string`, `integer`, `"a" | "b"`, `array of string`. */
export function typeWords(schema: unknown, depth = 0): string {
  if (!isRecord(schema) || depth > 3) return "any";
  if ("const" in schema) return visibleLine(JSON.stringify(schema["const"]) ?? "any", 40);
  const choices = listOf(schema["enum"]);
  if (choices.length > 0) return joined(choices.map((choice) => JSON.stringify(choice) ?? "any"));
  const { type } = schema;
  if (type === "array") return `array of ${typeWords(schema["items"], depth + 1)}`;
  if (typeof type === "string") return visibleLine(type, 40);
  if (Array.isArray(type)) return joined(type.map(String));
  const alternatives = [...listOf(schema["anyOf"]), ...listOf(schema["oneOf"])];
  return alternatives.length === 0
    ? "any"
    : joined(alternatives.map((each) => typeWords(each, depth + 1)));
}

function joined(words: readonly string[]): string {
  return visibleLine([...new Set(words)].join(" | "), 80);
}
