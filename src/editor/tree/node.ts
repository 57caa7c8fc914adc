import type { ContextValue } from "../contributions.ts";
import type { Action } from "../words/failureWords.ts";

/** One row of the tree, as plain data; the editor's own view draws it. */
export interface Node {
  /** Stable while the same thing is meant, so that what is open stays open. */
  readonly id: string;
  readonly label: string;
  /** Beside the label, dimmed. */
  readonly description?: string;
  readonly icon: Icon;
  readonly tooltip?: Tooltip;
  readonly contextValue: ContextValue;
  /** What a screen reader says; label and description where absent. */
  readonly spoken?: string;
  readonly children: readonly Node[];
  readonly open: boolean;
  /** What a click does. */
  readonly action?: Action;
  /** What commands of the row's menu work on. */
  readonly server?: string;
  readonly tool?: string;
  /** How many things under it wait for the user. */
  readonly waiting?: number;
  /** Id of a microVM. */
  readonly machine?: string;
  /** What *Copy* copies. */
  readonly text?: string;
}

/** A name of the editor's icon set and of its colours. */
export interface Icon {
  readonly name: string;
  readonly color?: string;
}

/** Plain text, or Markdown in which everything foreign has been made inert. */
export type Tooltip = { readonly text: string } | { readonly markdown: string };

/** True for what the editor hands to a command of a row's menu. */
export function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" && value !== null && "contextValue" in value && "children" in value
  );
}
