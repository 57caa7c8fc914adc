import { answer, jsonOf } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import type { Snapshot } from "../snapshots.ts";
import { accessTo } from "./describe.ts";
import { answerPage } from "./page.ts";
import type { Handler, Routes } from "./route.ts";

const described = ({ id, names }: Snapshot): object => ({ snapshotID: id, names });

const take: Handler = async ({ sandboxes, faults }, exchange, id) => {
  const { name } = (await jsonOf(exchange)) as { name?: string };
  const sandbox = sandboxes.get(id);
  if (!faults.knobs.snapshots) throw new Refusal(403, "Snapshots are not part of this plan");
  answer(exchange, 201, described(await sandboxes.snapshots.take(sandbox, name)));
};

const list: Handler = ({ sandboxes }, exchange) => {
  const sandboxId = exchange.url.searchParams.get("sandboxID");
  const name = exchange.url.searchParams.get("name");
  const found = sandboxes.snapshots.all.filter(
    (one) =>
      (sandboxId === null || one.sandboxId === sandboxId) &&
      (name === null || one.names.includes(name)),
  );
  answerPage(exchange, found.map(described));
};

const remove: Handler = async ({ sandboxes }, exchange, id) => {
  await sandboxes.snapshots.delete(id);
  answer(exchange, 204);
};

/** Copies have the disk, not the programs. */
const fork: Handler = async ({ sandboxes }, exchange, id) => {
  const { timeout = 300, count = 1 } = (await jsonOf(exchange)) as Record<string, number>;
  const source = sandboxes.get(id);
  const snapshot = await sandboxes.snapshots.take(source);
  const wish = { ...source.wish, templateID: snapshot.id, timeout };
  const copies = Array.from({ length: count }, () =>
    sandboxes.create(wish).then(
      (sandbox) => ({ sandbox: accessTo(sandbox) }),
      (error: unknown) => ({
        error: error instanceof Refusal ? error.body : { code: 500, message: String(error) },
      }),
    ),
  );
  const answers = await Promise.all(copies);
  await sandboxes.snapshots.delete(snapshot.id);
  answer(exchange, 201, answers);
};

const alias: Handler = ({ sandboxes }, exchange, name) => {
  const known = sandboxes.hasTemplate(name) ? name : undefined;
  const templateID = sandboxes.snapshots.find(name)?.id ?? known;
  if (!templateID) throw new Refusal(404, `Template '${name}' not found`);
  answer(exchange, 200, { templateID, public: false });
};

export const snapshotRoutes: Routes = {
  "POST /sandboxes/*/snapshots": take,
  "POST /sandboxes/*/fork": fork,
  "GET /snapshots": list,
  "DELETE /templates/*": remove,
  "GET /templates/aliases/*": alias,
};
