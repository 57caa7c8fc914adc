import { createHash } from "node:crypto";

const known = new WeakMap<object, string | undefined>();

/**
 * The hash of a raw object: two have the same when they differ in the order of their keys only.
 * Undefined for one that is nested too deep to be compared.
 */
export function fingerprint(value: object): string | undefined {
  if (!known.has(value)) known.set(value, made(value));
  return known.get(value);
}

function made(value: object): string | undefined {
  try {
    return createHash("sha256").update(canonical(value)).digest("hex");
  } catch (error) {
    if (error instanceof RangeError) return undefined; // the stack ends before the object does
    throw error;
  }
}

/** JSON in which the order of keys does not matter and everything else does. */
export function canonical(value: unknown, space?: number): string {
  return JSON.stringify(
    value,
    (_, part: unknown) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    space,
  );
}
