import type { Exchange } from "../http/exchange.ts";
import { answer } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";

const most = 100;

/** Answers with one page of a list, and the token of the next if there is one. */
export function answerPage(exchange: Exchange, all: readonly object[]): void {
  const { searchParams } = exchange.url;
  const limit = Number(searchParams.get("limit") ?? most);
  if (!(limit >= 1 && limit <= most)) throw new Refusal(400, `limit is between 1 and ${most}`);
  const from = Number(Buffer.from(searchParams.get("nextToken") ?? "", "base64url").toString());
  const to = from + limit;
  const token = Buffer.from(String(to)).toString("base64url");
  answer(exchange, 200, all.slice(from, to), to < all.length ? { "x-next-token": token } : {});
}
