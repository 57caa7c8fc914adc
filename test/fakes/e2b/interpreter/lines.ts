import type { Message } from "./kernel.ts";

/** By which names the service knows media types; the others are `extra`. */
const names = {
  "text/plain": "text",
  "text/html": "html",
  "text/markdown": "markdown",
  "image/svg+xml": "svg",
  "image/png": "png",
  "image/jpeg": "jpeg",
  "application/pdf": "pdf",
  "text/latex": "latex",
  "application/json": "json",
  "application/javascript": "javascript",
  "e2b/data": "data",
  "e2b/chart": "chart",
} as const;

/** A message as the client gets it. */
export function lineOf(message: Message): object {
  if ("text" in message) return { ...message, timestamp: new Date().toISOString() };
  if (message.type === "error") return message;
  const line: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [type, value] of Object.entries(message.data)) {
    const name = type in names ? names[type as keyof typeof names] : undefined;
    if (name === undefined) extra[type] = value;
    else line[name] = name === "text" ? unquoted(String(value)) : value;
  }
  return { type: "result", ...line, extra, is_main_result: message.main };
}

/** A text loses the quotes that its language shows it with. */
const unquoted = (text: string): string => text.match(/^(['"])(.*)\1$/s)?.[2] ?? text;

export const unexpectedEnd = {
  type: "error",
  name: "UnexpectedEndOfExecution",
  value: "Connection to the execution was closed before the execution was finished",
  traceback: "",
} as const;
