import { type TreeState, treeOf } from "../../../../src/editor/tree/model.ts";
import type { Node } from "../../../../src/editor/tree/node.ts";

/** The tree as text: an icon's name, the label, the description behind two spaces. */
export function picture(state: TreeState, now = 0): string {
  return treeOf(state, now)
    .flatMap((node) => lines(node, ""))
    .join("\n");
}

function lines({ icon, label, description, children }: Node, indent: string): string[] {
  const behind = description === undefined ? "" : `  ${description}`;
  return [
    `${indent}[${icon.name}] ${label}${behind}`,
    ...children.flatMap((child) => lines(child, `${indent}  `)),
  ];
}

/** Every row of the tree, also those beneath others. */
export function allRows(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...allRows(node.children)]);
}
