import { commands } from "../contributions.ts";
import { visible, visibleLine } from "../words/visible.ts";
import type { Node } from "./node.ts";
import { serverNode, type ServerRow } from "./serverNode.ts";

/** Something wrong in the settings, and what it is about. */
export interface SettingsProblem {
  readonly path: string;
  readonly message: string;
  readonly server?: string;
}

/** All that the tree shows, at one moment. */
export interface TreeState {
  readonly servers: readonly ServerRow[];
  readonly problems: readonly SettingsProblem[];
}

/** The rows of the tree: what is wrong in the settings, then the servers in their order. */
export function treeOf({ servers, problems }: TreeState, now: number): readonly Node[] {
  return [...problems.map(problemNode), ...servers.map((server) => serverNode(server, now))];
}

function problemNode(problem: SettingsProblem, index: number): Node {
  const { path, message, server } = problem;
  return {
    id: `problem/${index}/${path}`,
    label: visibleLine(server ?? path),
    description: visibleLine(message),
    icon: { name: "warning", color: "list.warningForeground" },
    tooltip: { text: visible(`${path}\n${message}`) },
    contextValue: "problem",
    spoken: `problem in settings: ${visibleLine(path)}: ${visibleLine(message)}`,
    children: [],
    open: false,
    action: { title: "Open Settings", command: commands.openSettings, args: [server, path] },
    ...(server === undefined ? {} : { server }),
    text: `${path}: ${message}`,
  };
}
