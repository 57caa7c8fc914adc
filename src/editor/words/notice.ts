import type { Failure } from "../../base/failure.ts";
import { lastLine } from "./failureWords.ts";
import { visible, visibleLine } from "./visible.ts";

const longest = 600;

/** Text for a notification. The editor makes links of `[…](…)` there, commands included; this ends that. */
export function notice(text: string): string {
  const line = visible(text).replaceAll("](", "] (").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** A failure as one notification: who, what, the server's last line, and what to do if that is one line. */
export function failureNotice(failure: Failure, server?: string): string {
  const remedy =
    failure.remedy !== undefined && !failure.remedy.includes("\n") ? ` ${failure.remedy}` : "";
  const who = server === undefined || failure.message.includes(server) ? "" : `${server}: `;
  const [first] = failure.problems;
  const place =
    first === undefined || failure.message.includes(first.message)
      ? ""
      : ` ${first.path === "" ? "" : `${first.path}: `}${first.message}`;
  const last = lastLine(failure);
  const said =
    last === undefined || failure.message.includes(last)
      ? ""
      : ` Last line: ${visibleLine(last).replace(/\.$/, "")}.`;
  return notice(`${who}${failure.message}${place}${said}${remedy}`);
}
