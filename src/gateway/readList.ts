import { Failure } from "../base/failure.ts";
import { isRecord, type Params } from "./backend.ts";
import type { Items, ListKind } from "./offerFiles.ts";
import { methodNotFound } from "./rpcError.ts";

export const listMethods: Readonly<Record<ListKind, string>> = {
  tools: "tools/list",
  prompts: "prompts/list",
  resources: "resources/list",
  resourceTemplates: "resources/templates/list",
};

const maxPages = 100;

/** All pages of a list, as the server sent the items. A server without such a list has an empty one. */
export async function readList(
  kind: ListKind,
  request: (method: string, params: Params) => Promise<unknown>,
): Promise<Items> {
  const items: Params[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const params = cursor === undefined ? {} : { cursor };
    const result = await request(listMethods[kind], params).catch(emptyWithout);
    const found = isRecord(result) ? result[kind] : undefined;
    if (Array.isArray(found)) items.push(...found.filter(isRecord));
    const next = isRecord(result) ? result["nextCursor"] : undefined;
    if (typeof next !== "string" || next === cursor) return items;
    cursor = next;
  }
  throw new Failure("protocol", `The server's list of ${kind} has more than ${maxPages} pages.`);
}

function emptyWithout(error: unknown): unknown {
  if (error instanceof Failure && error.rpc?.code === methodNotFound) return {};
  throw error;
}
