import type {
  McpRequestContext,
  McpServer,
  Result,
  ServerContext,
} from "@modelcontextprotocol/server";
import { isRecord, type Params } from "./backend.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { Hearing } from "./hearing.ts";
import { legacyResult } from "./legacyResult.ts";
import type { Relay } from "./relay.ts";
import type { Ask, Rounds } from "./rounds.ts";
import { anything, type Sdk } from "./sdk.ts";

export interface PeerOptions {
  readonly relay: Relay;
  readonly rounds: Rounds;
  readonly version: string;
  readonly sdk: Sdk;
}

/** One request of a client, as it came. */
interface Asked {
  readonly method: string;
  readonly params: Params;
  readonly ctx: ServerContext;
}

/** A client of before 2026-07-28 introduces itself once for a connection. */
interface Introduced {
  getClientCapabilities(): object | undefined;
}

const clientCapabilities = "io.modelcontextprotocol/clientCapabilities";
/** What may stop to ask the client since 2026-07-28. */
const asking = new Set(["tools/call", "prompts/get", "resources/read"]);
/** How long a person may take to answer. */
const answerMs = 10 * 60_000;

/**
 * Our end of one connection with a client, or of one exchange with a client of 2026-07-28. The SDK
 * speaks the protocol; what it would check and reshape goes past it, through the fallback.
 */
export async function peer(
  { era, requestInfo }: Pick<McpRequestContext, "era" | "requestInfo">,
  { relay, rounds, version, sdk }: PeerOptions,
): Promise<McpServer> {
  const offer = await relay.offer();
  const name = relay.scope.server ?? "mcp-sandbox";
  const { instructions } = offer ?? {};
  const mcp = new sdk.McpServer(
    { name, version },
    instructions === undefined ? {} : { instructions },
  );
  const { server } = mcp;
  server.registerCapabilities(capabilitiesOf(offer?.capabilities));
  server.removeRequestHandler("logging/setLevel"); // the SDK's own would keep it to itself
  const isModern = era === "modern";
  const client: Introduced = server;
  // An exchange of its own has its changes told by the stream that it listens on.
  const hearing = new Hearing(
    relay,
    isModern,
    requestInfo === undefined || !isModern ? server : undefined,
  );
  Object.assign(server, { oninitialized: () => hearing.open(), onclose: () => hearing.dispose() });
  server.fallbackRequestHandler = async ({ method, params = {} }, ctx) => {
    const asked: Asked = { method, params, ctx };
    const own = await hearing.answer(asked);
    if (own !== undefined) return own;
    using _ = hearing.during(ctx);
    const result = isModern
      ? await modernAnswer(relay, rounds, asked)
      : await legacyAnswer(relay, { ...client.getClientCapabilities() }, asked);
    return resultOf(result);
  };
  if (isModern) hearing.open();
  return mcp;
}

async function legacyAnswer(relay: Relay, capabilities: Params, asked: Asked): Promise<unknown> {
  const { method, params, ctx } = asked;
  const { signal } = ctx.mcpReq;
  const caller = { signal, capabilities, ask: askLegacy(ctx) };
  const result = await relay.answer({ method, params, caller, onProgress: progressTo(asked) });
  if (method !== "tools/call" || !isRecord(result) || !("structuredContent" in result))
    return result;
  const tool = await relay.scope.seen(String(params["name"]));
  return legacyResult(result, tool?.["outputSchema"]);
}

async function modernAnswer(relay: Relay, rounds: Rounds, asked: Asked): Promise<unknown> {
  const { method, params, ctx } = asked;
  const envelope: Params = { ...ctx.mcpReq.envelope };
  const said = envelope[clientCapabilities];
  const capabilities = isRecord(said) ? said : {};
  const { signal } = ctx.mcpReq;
  const onProgress = progressTo(asked);
  if (!asking.has(method))
    return relay.answer({ method, params, onProgress, caller: { signal, capabilities } });
  const state = ctx.mcpReq.requestState();
  const answers = ctx.mcpReq.inputResponses;
  return rounds.take(
    (side) =>
      relay.answer({
        ...{ method, params, onProgress: side.onProgress },
        caller: { signal: side.signal, capabilities, ask: side.ask },
      }),
    { state, answers },
    { signal, onProgress },
  );
}

const askLegacy =
  (ctx: ServerContext): Ask =>
  (method, params, signal) =>
    ctx.mcpReq.send({ method, params }, anything, { signal, timeout: answerMs });

type OnProgress = NonNullable<Parameters<Relay["answer"]>[0]["onProgress"]>;

function progressTo({ params, ctx }: Asked): OnProgress {
  const progressToken = isRecord(params["_meta"]) ? params["_meta"]["progressToken"] : undefined;
  if (typeof progressToken !== "string" && typeof progressToken !== "number") return () => {};
  return (progress) => {
    const told = { method: "notifications/progress", params: { progressToken, ...progress } };
    ctx.mcpReq.notify(told).catch(() => {}); // the client went away
  };
}

/** A result is an object, whatever the server made of it. */
const resultOf = (value: unknown): Result => (isRecord(value) ? { ...value } : {});
