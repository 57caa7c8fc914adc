import type { Ajv as Core, Options } from "ajv";

export type Dialect = "draft7" | "2019-09" | "2020-12";

export interface AjvKind {
  readonly dialect: Dialect;
  /** Whether patterns are read by the strict rules that the specification asks for. */
  readonly unicode: boolean;
  readonly allErrors: boolean;
}

const kept = new Map<string, Promise<Core>>();

/** The checker of a kind. Making one takes tens of milliseconds; they are made once, when used. */
export function ajvOf(kind: AjvKind): Promise<Core> {
  const key = JSON.stringify(kind);
  const known = kept.get(key) ?? make(kind);
  kept.set(key, known);
  return known;
}

/** Drops a checker that was broken off at work; the next one is made anew. */
export function forgetAjv(kind: AjvKind): void {
  kept.delete(JSON.stringify(kind));
}

async function make({ dialect, unicode, allErrors }: AjvKind): Promise<Core> {
  const options: Options = {
    ...{ allErrors, unicodeRegExp: unicode, strict: false, logger: false },
    inlineRefs: false,
  };
  const [Ajv, formats] = await Promise.all([
    constructorOf(dialect),
    import("ajv-formats").then((module) => module.default),
  ]);
  const ajv = new Ajv(options);
  formats.default(ajv);
  return ajv;
}

/** By `default`, the one name under which Node and a bundle in chunks hand out CommonJS alike. */
async function constructorOf(dialect: Dialect): Promise<new (options: Options) => Core> {
  switch (dialect) {
    case "draft7":
      return (await import("ajv")).default.Ajv;
    case "2019-09":
      return (await import("ajv/dist/2019.js")).default.Ajv2019;
    case "2020-12":
      return (await import("ajv/dist/2020.js")).default.Ajv2020;
  }
}
