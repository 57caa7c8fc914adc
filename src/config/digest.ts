import { createHash } from "node:crypto";

/** The same for the same data, whatever the order of keys; lower-case hexadecimal. */
export function digest(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("hex");
}

/** JSON in which the order of keys does not matter. */
function canonical(value: unknown): string {
  const json = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return json ?? "";
}
