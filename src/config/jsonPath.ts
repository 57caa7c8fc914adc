/** A path as one reads it: `servers.files.sandbox.mounts[0].source`. */
export function joinPath(base: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    if (/^[\w-]+$/.test(step)) return path === "" ? step : `${path}.${step}`;
    return `${path}[${JSON.stringify(step)}]`;
  }, base);
}

/** True for `{…}`: neither a list nor nothing. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list as it is, anything else as an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
