import type { Faults } from "../faults.ts";
import { answer, jsonOf, type Exchange } from "../http/exchange.ts";
import type { FakeSandbox } from "../sandbox.ts";
import { Answer } from "./answer.ts";
import type { Context } from "./context.ts";
import type { Contexts } from "./contexts.ts";
import { languageOf } from "./languages.ts";
import { Plain } from "./plain.ts";

interface Run {
  readonly code?: string;
  readonly context_id?: string | null;
  readonly language?: string | null;
  readonly env_vars?: Readonly<Record<string, string>> | null;
}

/** The code interpreter inside a running sandbox. It asks for no token. */
export async function interpreter(
  sandbox: FakeSandbox,
  contexts: Contexts,
  faults: Faults,
  exchange: Exchange,
): Promise<void> {
  const call = `${exchange.request.method} ${exchange.url.pathname}`;
  try {
    if (call === "POST /execute") await execute(sandbox, contexts, faults, exchange);
    else answer(exchange, 200, await plainCall(contexts, call, exchange));
  } catch (error) {
    if (!(error instanceof Plain)) throw error;
    const type = { "content-type": "text/plain; charset=utf-8" };
    exchange.response.writeHead(error.status, type).end(error.message);
  }
}

/** The answer to a call that is over at once. */
async function plainCall(contexts: Contexts, call: string, exchange: Exchange): Promise<unknown> {
  if (call === "GET /health") return "OK";
  if (call === "GET /contexts") return contexts.all.map(described);
  if (call === "POST /contexts") {
    const { language, cwd } = (await jsonOf(exchange)) as Record<string, string | undefined>;
    return described(await contexts.create(languageOf(language), cwd));
  }
  const [, removed] = call.match(/^DELETE \/contexts\/([^/]+)$/) ?? [];
  const [, restarted] = call.match(/^POST \/contexts\/([^/]+)\/restart$/) ?? [];
  if (removed !== undefined) contexts.remove(removed);
  else if (restarted !== undefined) await contexts.get(restarted).restart();
  else throw new Plain(404, "Not Found");
  return null;
}

const described = ({ id, language, cwd }: Context): object => ({ id, language, cwd });

async function execute(
  sandbox: FakeSandbox,
  contexts: Contexts,
  { knobs }: Faults,
  exchange: Exchange,
): Promise<void> {
  const { code, context_id: id, language, env_vars: envs } = (await jsonOf(exchange)) as Run;
  if (code === undefined) throw new Plain(422, "Field required: code");
  if (id && language) throw new Plain(400, "Only one of context_id or language can be provided");
  const context = id ? contexts.get(id) : contexts.defaultOf(languageOf(language));
  const lines = new Answer(exchange.response, knobs);
  sandbox.streams.add(lines);
  await context.run({ code, envs: envs ?? {} }, lines).finally(() => sandbox.streams.delete(lines));
}
