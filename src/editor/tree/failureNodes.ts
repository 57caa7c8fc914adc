import type { Failure } from "../../base/failure.ts";
import { commands } from "../contributions.ts";
import { actionsFor, failureSentences, lastLine } from "../words/failureWords.ts";
import { visible, visibleLine } from "../words/visible.ts";
import type { Node } from "./node.ts";

/** Why a server is not running: the reason, each place that is wrong, and the way out. */
export function failureNodes(server: string, failure: Failure): readonly Node[] {
  return [
    reasonNode(server, failure),
    ...problemNodes(server, failure),
    ...remedyNodes(server, failure),
    ...logNodes(server, failure),
  ];
}

function reasonNode(server: string, failure: Failure): Node {
  const [action] = actionsFor(failure, server).filter(
    ({ command }) => command !== commands.copyText,
  );
  return {
    id: `${server}/failure`,
    label: visibleLine(failure.message),
    icon: { name: "error", color: "list.errorForeground" },
    tooltip: { text: visible(failureSentences(failure)) },
    contextValue: "failure",
    spoken: `reason: ${visibleLine(failure.message)}`,
    children: [],
    open: false,
    ...(action === undefined ? {} : { action, description: `→ ${action.title}` }),
    server,
    text: failureSentences(failure),
  };
}

function problemNodes(server: string, failure: Failure): Node[] {
  const [only, ...others] = failure.problems;
  if (only === undefined || (others.length === 0 && failure.message.includes(only.message)))
    return [];
  return failure.problems.map(({ path, message }, index) => ({
    id: `${server}/failure/${index}`,
    label: visibleLine(message),
    ...(path === "" ? {} : { description: visibleLine(path) }),
    icon: { name: "circle-small" },
    tooltip: { text: visible(`${path}\n${message}`.trim()) },
    contextValue: "problem",
    children: [],
    open: false,
    ...(failure.code === "config"
      ? { action: { title: "Open Settings", command: commands.openSettings, args: [server] } }
      : {}),
    server,
    text: `${path}: ${message}`,
  }));
}

/** The remedy as it is to be done or typed; a click copies it. */
function remedyNodes(server: string, { remedy }: Failure): Node[] {
  if (remedy === undefined) return [];
  return [
    {
      id: `${server}/remedy`,
      label: visibleLine(remedy),
      description: "→ Copy",
      icon: { name: "lightbulb", color: "editorLightBulb.foreground" },
      tooltip: { text: `What to do:\n\n${visible(remedy)}` },
      contextValue: "remedy",
      spoken: `what to do: ${visibleLine(remedy)}`,
      children: [],
      open: false,
      action: { title: "Copy", command: commands.copyText, args: [remedy] },
      server,
      text: remedy,
    },
  ];
}

/** The last thing that the server or an install command said. */
function logNodes(server: string, failure: Failure): Node[] {
  const line = lastLine(failure);
  if (line === undefined) return [];
  return [
    {
      id: `${server}/log`,
      label: visibleLine(line),
      description: "→ Show Log",
      icon: { name: "output" },
      tooltip: { text: visible((failure.log ?? "").slice(-4000)) },
      contextValue: "failure",
      spoken: `last line: ${visibleLine(line)}`,
      children: [],
      open: false,
      action: { title: "Show Log", command: commands.showLog, args: [server] },
      server,
      text: failure.log ?? line,
    },
  ];
}
