import { env, Uri } from "vscode";
import { isRecord } from "../../../config/jsonPath.ts";
import { invalidParams, RpcError } from "../../../gateway/rpcError.ts";
import { visible } from "../../words/visible.ts";
import { askFirst, type ShowText } from "./askFirst.ts";
import type { ElicitResult } from "./askForm.ts";

/**
 * Has the user open a page for a server, in the browser, after its host and whole address were
 * shown. Nothing of what happens there comes through here. Rejects with −32602 for an address that
 * is no page.
 */
export async function askUrl(
  server: string,
  params: unknown,
  signal: AbortSignal,
  show: ShowText,
): Promise<ElicitResult> {
  const { message, url } = isRecord(params) ? params : {};
  const page = pageOf(url);
  const first = await askFirst({
    title: `${server} asks you to open ${page.host}`,
    message: typeof message === "string" ? message : "",
    accepts: [{ label: `Open ${page.host}`, detail: visible(page.href) }],
    signal,
    show,
  });
  if (typeof first === "string") return { action: first };
  const opened = await env.openExternal(Uri.parse(page.href, true));
  return { action: opened ? "accept" : "cancel" };
}

/** Names of hosts are in ASCII there, so that none looks like another. */
function pageOf(url: unknown): URL {
  const page = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (page === undefined || !/^https?:$/.test(page.protocol) || page.username !== "")
    throw new RpcError(invalidParams, "Only the address of a page can be opened.");
  return page;
}
