import { answer, jsonOf } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import type { Network } from "../network.ts";
import type { Wish } from "../sandbox.ts";
import { accessTo, infoOf } from "./describe.ts";
import { metricsOf } from "./metrics.ts";
import type { Handler, Routes } from "./route.ts";

/** On the old path a sandbox has a token only if it was asked to be secure. */
const create =
  (always: Partial<Wish>): Handler =>
  async ({ sandboxes }, exchange) => {
    const wish = (await jsonOf(exchange)) as Partial<Wish>;
    const { templateID } = wish;
    if (!templateID) throw new Refusal(400, "templateID is missing");
    const sandbox = await sandboxes.create({ ...wish, ...always, templateID });
    answer(exchange, 201, accessTo(sandbox));
  };

const connect: Handler = async ({ sandboxes }, exchange, id) => {
  const { timeout, memory } = (await jsonOf(exchange)) as { timeout?: number; memory?: boolean };
  const sandbox = sandboxes.get(id);
  sandboxes.checkTimeout(timeout);
  const paused = sandbox.state === "paused";
  if (paused) {
    sandboxes.checkRoom();
    sandbox.resume(timeout, memory);
  } else sandbox.liveAtLeast(timeout);
  answer(exchange, paused ? 201 : 200, accessTo(sandbox));
};

/** Only where the service knows the newer paths. */
const newer =
  (handler: Handler): Handler =>
  (service, exchange, id) => {
    if (!service.faults.knobs.v2) throw new Refusal(404, "no matching operation was found");
    return handler(service, exchange, id);
  };

const setTimeout: Handler = async ({ sandboxes }, exchange, id) => {
  const { timeout } = (await jsonOf(exchange)) as { timeout?: number };
  if (timeout === undefined || timeout < 0) throw new Refusal(400, "timeout is missing");
  const sandbox = sandboxes.get(id);
  sandboxes.checkTimeout(timeout);
  if (sandbox.state === "paused") throw new Refusal(409, `Sandbox ${id} is paused`);
  if (!sandbox.mayLiveFor(timeout)) throw new Refusal(400, "Max instance length exceeded");
  sandbox.liveFor(timeout);
  answer(exchange, 204);
};

const pause: Handler = async ({ sandboxes }, exchange, id) => {
  const { memory } = (await jsonOf(exchange)) as { memory?: boolean };
  sandboxes.get(id).pause(memory);
  answer(exchange, 204);
};

const setNetwork: Handler = async ({ sandboxes }, exchange, id) => {
  const network = (await jsonOf(exchange)) as Network;
  sandboxes.get(id).network = network;
  answer(exchange, 204);
};

const kill: Handler = async ({ sandboxes }, exchange, id) => {
  await sandboxes.get(id).kill();
  answer(exchange, 204);
};

/** One sandbox from its birth to its end. */
export const lifeRoutes: Routes = {
  "POST /v2/sandboxes": newer(create({ secure: true })),
  "POST /sandboxes": create({}),
  "POST /v2/sandboxes/*/connect": newer(connect),
  "POST /sandboxes/*/connect": connect,
  "POST /sandboxes/*/timeout": setTimeout,
  "POST /sandboxes/*/pause": pause,
  "PUT /sandboxes/*/network": setNetwork,
  "GET /sandboxes/*/metrics": async ({ sandboxes }, exchange, id) =>
    answer(exchange, 200, await metricsOf(sandboxes.get(id), exchange.url.searchParams)),
  "GET /sandboxes/*": ({ sandboxes }, exchange, id) =>
    answer(exchange, 200, infoOf(sandboxes.get(id))),
  "DELETE /sandboxes/*": kill,
};
