import type { FakeSandbox } from "../sandbox.ts";
import { infoOf } from "./describe.ts";
import { answerPage } from "./page.ts";
import type { Handler, Routes } from "./route.ts";

const list: Handler = ({ sandboxes }, exchange) => {
  const query = exchange.url.searchParams;
  const states = (query.get("state") ?? "running,paused").split(",");
  const wanted = metadataOf(query.get("metadata") ?? "");
  const after = new Date(query.get("startedAfter") ?? 0);
  const template = query.get("template");
  const found = sandboxes.all.filter(
    (sandbox) =>
      states.includes(sandbox.state) &&
      sandbox.startedAt >= after &&
      (template === null || sandbox.wish.templateID === template) &&
      has(sandbox, wanted),
  );
  const ordered = query.get("order") === "asc" ? found.toReversed() : found;
  answerPage(exchange, ordered.map(infoOf));
};

const has = ({ wish }: FakeSandbox, wanted: readonly (readonly [string, string])[]): boolean =>
  wanted.every(([key, value]) => wish.metadata?.[key] === value);

/** The pairs are encoded, their list is a query of its own, and that is encoded again. */
const metadataOf = (text: string): [string, string][] =>
  [...new URLSearchParams(text)].map(([key, value]) => [
    decodeURIComponent(key),
    decodeURIComponent(value),
  ]);

export const listRoutes: Routes = { "GET /v2/sandboxes": list };
