import { commands } from "../contributions.ts";
import { count } from "../words/count.ts";
import { visible, visibleLine } from "../words/visible.ts";
import type { Machine } from "../../sandbox/machines.ts";
import { otherMachinesNode } from "./machineNode.ts";
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
  readonly machines?: readonly Machine[];
}

/**
 * The rows of the tree: what is wrong in the settings, the servers in their order with the machines
 * that were made for them, and the machines that belong to none.
 */
export function treeOf(
  { servers, problems, machines = [] }: TreeState,
  now: number,
): readonly Node[] {
  const subjects = new Map<string, SettingsProblem[]>();
  for (const problem of problems) {
    const subject = problem.server ?? problem.path;
    subjects.set(subject, [...(subjects.get(subject) ?? []), problem]);
  }
  const others = machines.filter(
    (machine) => !servers.some((server) => machinesOf(server, [machine]).length > 0),
  );
  return [
    ...[...subjects].map(([subject, found]) => subjectNode(subject, found)),
    ...servers.map((server) => serverNode(server, now, machinesOf(server, machines))),
    ...(others.length === 0 ? [] : [otherMachinesNode(others, now)]),
  ];
}

function machinesOf({ definition }: ServerRow, machines: readonly Machine[]): readonly Machine[] {
  const { sandboxId, group } = definition;
  return machines.filter(
    (machine) =>
      machine.specs.includes(sandboxId) || (group !== undefined && machine.group === group),
  );
}

/** What is wrong about one server, or about the setting as a whole. */
function subjectNode(subject: string, problems: readonly SettingsProblem[]): Node {
  const children = problems.map((problem, index) =>
    problemNode(problem, `problem/${subject}/${index}`),
  );
  const [only, ...others] = children;
  const words = others.length === 0 ? (only?.label ?? "") : count(problems.length, "problem");
  return {
    ...problemStyle,
    id: `problem/${subject}`,
    label: visibleLine(subject),
    description: words,
    tooltip: {
      text: problems.map(({ path, message }) => visible(`${path}: ${message}`)).join("\n"),
    },
    spoken: `problem in settings: ${visibleLine(subject)}: ${words}`,
    children: others.length === 0 ? [] : children,
    open: true,
    ...about(problems[0]),
  };
}

function problemNode(problem: SettingsProblem, id: string): Node {
  const { path, message } = problem;
  return {
    ...problemStyle,
    id,
    label: visibleLine(message),
    description: visibleLine(path),
    tooltip: { text: visible(`${path}: ${message}`) },
    spoken: `${visibleLine(path)}: ${visibleLine(message)}`,
    children: [],
    open: false,
    ...about(problem),
  };
}

const problemStyle = {
  icon: { name: "warning", color: "list.warningForeground" },
  contextValue: "problem",
} as const;

/** What a click opens and what is copied. */
function about(problem: SettingsProblem | undefined): Pick<Node, "action" | "server" | "text"> {
  if (problem === undefined) return {};
  const { path, message, server } = problem;
  return {
    action: { title: "Open Settings", command: commands.openSettings, args: [server] },
    ...(server === undefined ? {} : { server }),
    text: `${path}: ${message}`,
  };
}
