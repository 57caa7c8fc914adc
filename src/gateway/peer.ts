import type {
  McpRequestContext,
  McpServer,
  Result,
  ServerContext,
} from "@modelcontextprotocol/server";
import { randomUUID } from "node:crypto";
import type { Answers } from "./answers.ts";
import { isRecord, type Params } from "./backend.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { Hearing } from "./hearing.ts";
import type { Introduction } from "./introduction.ts";
import { legacyResult } from "./legacyResult.ts";
import type { Ask, Rounds } from "./rounds.ts";
import { methodNotFound, rpcError } from "./rpcError.ts";
import { anything, type Sdk } from "./sdk.ts";

export interface PeerOptions {
  readonly relay: Answers;
  readonly rounds: Rounds;
  readonly version: string;
  readonly sdk: Sdk;
  readonly http?: PeerHttp | undefined;
  /** Asked when a client comes. */
  readonly introduction?: (() => Promise<Introduction>) | undefined;
}

/** What an HTTP endpoint and its peers have to tell each other of a request of 2026-07-28. */
export interface PeerHttp {
  /** Nobody knows its method. */
  onUnknownMethod(request: Request): void;
  /** The schema of the arguments of the tool that it calls, where that is known. */
  inputSchema(request: Request): Params | undefined;
}

/** One request of a client, as it came. */
interface Asked {
  readonly method: string;
  readonly params: Params;
  readonly ctx: ServerContext;
  /** Whose it is. */
  readonly sender: string;
}

/** A client of before 2026-07-28 introduces itself once for a connection. */
interface Introduced {
  getClientCapabilities(): object | undefined;
}

const clientCapabilities = "io.modelcontextprotocol/clientCapabilities";
const clientInfo = "io.modelcontextprotocol/clientInfo";
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
  { relay, rounds, version, sdk, http, introduction }: PeerOptions,
): Promise<McpServer> {
  const offer = await relay.offer();
  const name = relay.scope.server ?? "mcp-sandbox";
  const { instructions } = offer ?? {};
  const mcp = new sdk.McpServer(
    { name, version, ...(await introduction?.()) },
    instructions === undefined ? {} : { instructions },
  );
  const { server } = mcp;
  server.registerCapabilities(capabilitiesOf(offer?.capabilities));
  server.removeRequestHandler("logging/setLevel"); // the SDK's own would keep it to itself
  const isModern = era === "modern";
  // By it the SDK compares the headers that mirror arguments (`x-mcp-header`).
  const toolInputSchemaJson = () => requestInfo && http?.inputSchema(requestInfo);
  Object.assign(mcp, { toolInputSchemaJson });
  const client: Introduced = server;
  // An exchange of its own has its changes told by the stream that it listens on.
  const hearing = new Hearing(
    relay,
    isModern,
    requestInfo === undefined || !isModern ? server : undefined,
  );
  // One connection is one client; exchanges of their own are told apart by what the client calls itself.
  const sender = requestInfo === undefined || !isModern ? randomUUID() : undefined;
  const onclose = (): void => {
    hearing.dispose();
    if (sender !== undefined) relay.left?.(sender);
  };
  Object.assign(server, { oninitialized: () => hearing.open(), onclose });
  server.fallbackRequestHandler = async ({ method, params = {} }, ctx) => {
    const asked: Asked = { method, params, ctx, sender: sender ?? nameOf(ctx) };
    const own = await hearing.answer(asked);
    if (own !== undefined) return own;
    using _ = hearing.during(ctx);
    if (!isModern)
      return resultOf(await legacyAnswer(relay, { ...client.getClientCapabilities() }, asked));
    try {
      return resultOf(await modernAnswer(relay, rounds, asked));
    } catch (error) {
      const isUnknown = method !== "tools/call" && rpcError(error).code === methodNotFound;
      if (isUnknown && requestInfo !== undefined) http?.onUnknownMethod(requestInfo);
      throw error;
    }
  };
  if (isModern) hearing.open();
  return mcp;
}

async function legacyAnswer(relay: Answers, capabilities: Params, asked: Asked): Promise<unknown> {
  const { method, params, ctx, sender } = asked;
  const { signal } = ctx.mcpReq;
  const caller = { signal, capabilities, sender, ask: askLegacy(ctx) };
  const result = await relay.answer({ method, params, caller, onProgress: progressTo(asked) });
  if (method !== "tools/call" || !isRecord(result) || !("structuredContent" in result))
    return result;
  const tool = await relay.scope.seen(String(params["name"]));
  return legacyResult(result, tool?.["outputSchema"]);
}

async function modernAnswer(relay: Answers, rounds: Rounds, asked: Asked): Promise<unknown> {
  const { method, params, ctx, sender } = asked;
  const envelope: Params = { ...ctx.mcpReq.envelope };
  const said = envelope[clientCapabilities];
  const capabilities = isRecord(said) ? said : {};
  const { signal } = ctx.mcpReq;
  const onProgress = progressTo(asked);
  if (!asking.has(method))
    return relay.answer({ method, params, onProgress, caller: { signal, capabilities, sender } });
  const state = ctx.mcpReq.requestState();
  const answers = ctx.mcpReq.inputResponses;
  return rounds.take(
    (side) =>
      relay.answer({
        ...{ method, params, onProgress: side.onProgress },
        caller: { signal: side.signal, capabilities, sender, ask: side.ask },
      }),
    { state, answers },
    { signal, onProgress },
  );
}

function nameOf(ctx: ServerContext): string {
  const envelope: Params = { ...ctx.mcpReq.envelope };
  const said = envelope[clientInfo];
  return `by name: ${isRecord(said) ? String(said["name"]) : ""}`;
}

const askLegacy =
  (ctx: ServerContext): Ask =>
  (method, params, { signal }) =>
    ctx.mcpReq.send({ method, params }, anything, { signal, timeout: answerMs });

type OnProgress = NonNullable<Parameters<Answers["answer"]>[0]["onProgress"]>;

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
