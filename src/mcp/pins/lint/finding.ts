/** What kind of thing was found in a tool's definition. */
export type Rule =
  | "hiddenText" // characters that a reader does not see and a model does
  | "instruction" // orders to the model instead of words about the tool
  | "otherTool" // wants to have a say in what other tools do
  | "secret" // secrets, or places where they are
  | "blob" // text that is encoded
  | "size"; // more than anybody looks through

/** One thing in a tool's definition that a person should look at before a model does. */
export interface Finding {
  readonly rule: Rule;
  /** JSON pointer of the text, or of the key, in the raw tool object. */
  readonly path: string;
  /** The words that are meant, with everything hidden made visible. */
  readonly text: string;
  readonly why: string;
}

/** A place in a text, and why it stands out. */
export interface Match {
  readonly at: number;
  readonly length: number;
  readonly why: string;
}

/** The first match of any pattern; each pattern comes with its reason. */
export function firstOf(
  patterns: readonly (readonly [RegExp, string])[],
  text: string,
): Match | undefined {
  for (const [pattern, why] of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return { at: found.index, length: found[0].length, why };
  }
  return undefined;
}
