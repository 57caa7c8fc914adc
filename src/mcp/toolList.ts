import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import { printable } from "./printable.ts";
import type { Tool } from "./server.ts";

const maxPages = 100;
const maxTools = 10_000;

/** Asks for one page and gives the raw result. */
export type AskPage = (cursor: string | undefined) => Promise<unknown>;

/** All pages of the tools, in the server's order; what is no tool is left out with a note. */
export async function readToolList(ask: AskPage, log: Log): Promise<readonly Tool[]> {
  const tools = new Map<string, Tool>();
  const cursors = new Set<string>();
  let page = pageOf(await ask(undefined));
  for (;;) {
    for (const tool of page.tools) add(tools, tool, log);
    const cursor = page.nextCursor;
    if (cursor === undefined) return [...tools.values()];
    if (cursors.has(cursor)) throw endless("gives the same cursor twice");
    if (cursors.size >= maxPages) throw endless(`has more than ${maxPages} pages`);
    if (tools.size > maxTools) throw endless(`has more than ${maxTools} tools`);
    cursors.add(cursor);
    page = pageOf(await ask(cursor));
  }
}

function pageOf(result: unknown): {
  readonly tools: readonly unknown[];
  readonly nextCursor: string | undefined;
} {
  if (!isRecord(result) || !Array.isArray(result["tools"]))
    throw new Failure("protocol", "The server's list of tools is no list.");
  const { nextCursor } = result;
  return {
    tools: result["tools"] as readonly unknown[],
    nextCursor: typeof nextCursor === "string" ? nextCursor : undefined,
  };
}

function add(tools: Map<string, Tool>, value: unknown, log: Log): void {
  if (!isRecord(value) || typeof value["name"] !== "string" || !isRecord(value["inputSchema"])) {
    const shown = printable(JSON.stringify(value).slice(0, 200));
    log.warn(`Left out a tool without a name or an input schema: ${shown}`);
  } else if (tools.has(value["name"])) {
    log.warn(`Left out a second tool of the name ${printable(value["name"])}.`);
  } else {
    tools.set(value["name"], value as Tool);
  }
}

const endless = (why: string): Failure =>
  new Failure("protocol", `The server's list of tools ${why}.`);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
