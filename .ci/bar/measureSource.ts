import { parseSync, Visitor } from "oxc-parser";
import type { Comment, Node, Span } from "oxc-parser";

export interface SourceMeasure {
  readonly lines: number;
  readonly functions: readonly FunctionMeasure[];
  /** Places where the compiler or the linter was silenced. */
  readonly silenced: readonly { readonly what: string; readonly line: number }[];
}

export interface FunctionMeasure {
  readonly line: number;
  readonly lines: number;
}

const suppression =
  /@ts-(ignore|expect-error|nocheck)|(eslint|oxlint)-disable|(biome|prettier|oxfmt|knip|c8|v8|istanbul)[- ]ignore/;

/** Counts what the bar limits in one file of TypeScript or JavaScript. */
export function measureSource(path: string, text: string): SourceMeasure {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineFinder(text);
  const functions: FunctionMeasure[] = [];
  const silenced = suppressions(comments, lineAt);
  const containers = new Set<Node>();
  const addFunction = (node: Node & Span): void => {
    if (containers.has(node)) return;
    const line = lineAt(node.start);
    functions.push({ line, lines: lineAt(node.end) - line + 1 });
  };
  const addSilenced = (what: string, node: Span): void => {
    silenced.push({ what, line: lineAt(node.start) });
  };
  new Visitor({
    CallExpression(node) {
      if (isDescribe(node.callee)) for (const argument of node.arguments) containers.add(argument);
    },
    FunctionDeclaration: addFunction,
    FunctionExpression: addFunction,
    ArrowFunctionExpression: addFunction,
    TSAnyKeyword: (node) => addSilenced("any", node),
    TSNonNullExpression: (node) => addSilenced("!", node),
    PropertyDefinition(node) {
      if (node.definite === true) addSilenced("!", node);
    },
    TSAsExpression(node) {
      if (node.expression.type === "TSAsExpression") addSilenced("as … as", node);
    },
  }).visit(program);
  return { lines: text.split("\n").length - 1, functions, silenced };
}

function suppressions(comments: readonly Comment[], lineAt: (offset: number) => number) {
  return comments
    .map((comment) => ({
      what: suppression.exec(comment.value)?.[0] ?? "",
      line: lineAt(comment.start),
    }))
    .filter((found) => found.what !== "");
}

/** `describe(…)`, `describe.each(…)(…)`: a heading over tests, not a function of its own. */
function isDescribe(callee: Node): boolean {
  if (callee.type === "CallExpression") return isDescribe(callee.callee);
  if (callee.type === "MemberExpression") return isDescribe(callee.object);
  return callee.type === "Identifier" && /^(describe|suite)$/.test(callee.name);
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
