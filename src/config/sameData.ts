import { isDeepStrictEqual } from "node:util";
import { isRecord } from "./jsonPath.ts";

/** Whether two parsed values say the same, whatever parsers made them. */
export function sameData(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

/** Objects of one parser have no prototype, those of the other have one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
