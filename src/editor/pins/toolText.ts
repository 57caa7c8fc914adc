import type { Finding } from "../../mcp/pins/lint/finding.ts";
import { visible } from "../words/visible.ts";

/** A tool's definition for reading. */
export interface ToolText {
  readonly text: string;
  /** Where each value stands, by its JSON pointer. */
  readonly lines: ReadonlyMap<string, Lines>;
}

/** First and last line, counted from 0. */
interface Lines {
  readonly first: number;
  readonly last: number;
}

/** Half of a window, for the two stand side by side. */
const width = 50;
const maxDepth = 100;
/** What a model reads first comes first. */
const order = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];

/**
 * The whole raw definition in the manner of YAML: long texts are wrapped, so that nothing stands
 * beyond the edge of the window, and what is hidden is spelled out. `notes` stand above as comments.
 */
export function toolText(
  tool: object,
  notes: readonly string[],
  findings: readonly Finding[] = [],
): ToolText {
  const writer = new Writer();
  for (const note of notes) writer.comment(note);
  for (const { path, text, why } of findings) {
    writer.comment(`! ${path === "" ? "" : `${path}: `}${why}`);
    if (text !== "") writer.comment(`    ${text}`);
  }
  writer.comment("");
  writer.fields(tool, "", "", 0, order);
  return { text: `${writer.out.join("\n")}\n`, lines: writer.lines };
}

class Writer {
  readonly out: string[] = [];
  readonly lines = new Map<string, Lines>();

  comment(text: string): void {
    const indent = /^ */.exec(text)?.[0] ?? "";
    for (const [at, line] of wrapped(visible(text)).entries())
      this.out.push(line === "" ? "" : `# ${at === 0 ? "" : indent}${line}`.trimEnd());
  }

  fields(
    value: object,
    path: string,
    indent: string,
    depth: number,
    first: readonly string[] = [],
  ): void {
    const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
    const entries = Object.entries(value).toSorted(
      ([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1),
    );
    for (const [key, part] of entries) {
      const below = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const shown = /^[\w$-]+$/.test(key) ? key : `"${visible(key).replaceAll("\n", "\\n")}"`;
      this.#value(part, below, `${indent}${shown}:`, indent, depth);
    }
  }

  #value(value: unknown, path: string, lead: string, indent: string, depth: number): void {
    const first = this.out.length;
    this.#write(value, path, lead, indent, depth);
    this.lines.set(path, { first, last: this.out.length - 1 });
  }

  #write(value: unknown, path: string, lead: string, indent: string, depth: number): void {
    if (typeof value === "string") return this.#string(visible(value), lead, indent);
    if (typeof value !== "object" || value === null || Object.keys(value).length === 0)
      return void this.out.push(`${lead} ${JSON.stringify(value)}`);
    this.out.push(lead);
    const inner = `${indent}  `;
    if (depth >= maxDepth) return void this.out.push(`${inner}# nested deeper than can be shown`);
    if (!Array.isArray(value)) return this.fields(value, path, inner, depth + 1);
    for (const [at, part] of value.entries())
      this.#value(part, `${path}/${at}`, `${inner}-`, inner, depth + 1);
  }

  #string(text: string, lead: string, indent: string): void {
    if (text.length <= width && !text.includes("\n"))
      return void this.out.push(`${lead} "${text}"`);
    this.out.push(`${lead} |`);
    for (const paragraph of text.split("\n"))
      for (const [at, line] of wrapped(paragraph).entries())
        this.out.push(`${indent}${at === 0 ? "  " : "    "}${line}`);
  }
}

/** A line as several that are not too wide, broken between words where there are such. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > width / 2 ? space + 1 : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...lines, rest];
}
