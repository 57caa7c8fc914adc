import { canonical } from "./canonical.ts";

/** One place in which two raw objects differ; a side is absent where there is nothing. */
export interface Change {
  /** JSON pointer. */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** Where two raw objects differ, in the order of their keys; lists count as a whole. */
export function changes(before: unknown, after: unknown, path = ""): readonly Change[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      changes(
        before[key],
        after[key],
        `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      ),
    );
  }
  const [was, is] = [text(before), text(after)];
  if (was === is) return [];
  return [
    { path, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) },
  ];
}

const text = (value: unknown): string | undefined =>
  value === undefined ? undefined : canonical(value);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
