import { createScanner, findNodeAtLocation, modify, type Node, parseTree } from "jsonc-parser";

interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/**
 * The text with a value set at a path. Unlike the parser's own formatting it leaves every
 * character as it is that it does not have to change.
 */
export function setValue(text: string, path: readonly string[], value: unknown): string {
  const style = styleOf(text);
  const root = parseTree(text, [], { allowTrailingComma: true });
  const depth = path.findIndex(
    (_, index) => root === undefined || !has(root, path.slice(0, index + 1)),
  );
  const edits = modify(text, [...path], value, {}).flatMap((edit): Edit | Edit[] => {
    if (depth === -1)
      return {
        ...edit,
        content: indented(JSON.stringify(value, undefined, style.unit), path.length, style),
      };
    const property = `{${edit.content.replaceAll(/^,|,$/g, "")}}`;
    const lines = JSON.stringify(JSON.parse(property), undefined, style.unit).slice(1, -2);
    const isFirst = !edit.content.startsWith(",");
    const isOpen = /^[ \t]*\r?\n\s*\}/.test(text.slice(edit.offset));
    const end = isFirst && !isOpen ? style.eol + style.unit.repeat(depth) : "";
    const content = indented(lines, depth, style);
    if (!isFirst) return behindLast(text, edit, content);
    return { ...edit, content: content + end };
  });
  return apply(text, edits);
}

/** Puts a property behind the last one, and behind the comment that the last one has on its line. */
function behindLast(text: string, edit: Edit, content: string): Edit[] {
  const rest = text.slice(edit.offset);
  const found = /^(,?)[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)(?=\r?\n)/.exec(
    rest,
  );
  if (found === null) return [{ ...edit, content: `,${content}` }];
  const [comment, comma = ""] = found;
  return [
    { offset: edit.offset, length: 0, content: comma === "" ? "," : "" },
    { offset: edit.offset + comment.length, length: 0, content: content + comma },
  ];
}

/** The text without the property at a path: its line goes, and a comma that it leaves without use. */
export function removeValue(text: string, path: readonly string[]): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const property = root === undefined ? undefined : findNodeAtLocation(root, [...path])?.parent;
  if (property?.parent?.children === undefined) return text;
  const siblings = property.parent.children;
  const index = siblings.indexOf(property);
  const previous = siblings[index - 1];
  const own = commaAfter(text, endOf(property));
  const [start, end] = linesOf(
    text,
    property.offset,
    own === undefined ? endOf(property) : own + 1,
  );
  const edits: Edit[] = [{ offset: start, length: end - start, content: "" }];
  const left =
    previous !== undefined && index === siblings.length - 1
      ? commaAfter(text, endOf(previous))
      : undefined;
  if (left !== undefined && own === undefined)
    edits.unshift({ offset: left, length: 1, content: "" });
  return apply(text, edits);
}

const has = (root: Node, path: readonly string[]): boolean =>
  findNodeAtLocation(root, [...path]) !== undefined;
const endOf = (node: Node): number => node.offset + node.length;

function apply(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.offset - a.offset)
    .reduce(
      (result, { offset, length, content }) =>
        result.slice(0, offset) + content + result.slice(offset + length),
      text,
    );
}

/** Indentation and line ends as the text has them. */
function styleOf(text: string): { readonly unit: string; readonly eol: string } {
  return {
    unit: /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ",
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function indented(
  text: string,
  depth: number,
  { unit, eol }: { readonly unit: string; readonly eol: string },
): string {
  return text.replaceAll("\n", eol + unit.repeat(depth));
}

/** Where the comma stands that follows an offset, comments aside. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const found = scanner.getTokenOffset();
  return text.charAt(found) === "," ? found : undefined;
}

/**
 * What is cut out with a range: the whole of its lines, with a comment behind it, when it has them
 * for itself; else the range alone, so that no comment before it swallows what follows.
 */
function linesOf(text: string, start: number, end: number): readonly [number, number] {
  const before = /\r?\n[ \t]*$/.exec(text.slice(0, start))?.[0];
  const after = /^[ \t]*(\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)?(?=\r?\n|$)/.exec(
    text.slice(end),
  )?.[0];
  if (before === undefined || after === undefined) return [start, end];
  return [start - before.length, end + after.length];
}
