import { isRecord } from "../../../../src/config/jsonPath.ts";
import { fieldsOf } from "../../../../src/editor/chat/elicitation/fields.ts";
import { connect } from "../../../../src/mcp/connect.ts";
import { Eras } from "../../../../src/mcp/eras.ts";
import type { Peer } from "../../../../src/mcp/peer.ts";
import type { Session } from "../../../../src/mcp/session.ts";
import { Failure } from "../../../../src/base/failure.ts";
import { Lines } from "../../../fakes/logs.ts";
import { MemorySandboxes } from "../../../fakes/memorySandboxes.ts";
import { defaultLimits } from "../../../../src/sandbox/sandbox.ts";
import { httpProgram } from "./httpProgram.ts";

/** What the suite tells a client. */
export interface Wanted {
  readonly url: string;
  readonly scenario: string;
  /** The revision to speak. */
  readonly version: string;
  readonly context: { readonly toolCalls?: readonly Call[] };
}

interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const options = { timeoutMs: 50_000 };

/** Our host's own session with the server of a scenario: looks at all it has and calls every tool. */
export async function actAsClient({ url, version, context }: Wanted): Promise<void> {
  const session = await opened(url, version);
  try {
    const tools = await session.refreshTools(options);
    const examples = tools.map(({ name, inputSchema }) => ({
      ...{ name, arguments: exampleOf(inputSchema, tools) },
    }));
    const raw = context.toolCalls !== undefined;
    await Promise.all(
      (context.toolCalls ?? examples).map(async ({ name, arguments: args }) =>
        session.callTool(name, args, { ...options, raw }).catch(unlessUnfit),
      ),
    );
    await readAll(session);
  } finally {
    await session.close(new Failure("cancelled", "Done."));
  }
}

/** An example need not fit the schema of every tool; that our host finds out before it calls. */
function unlessUnfit(error: unknown): void {
  if (Failure.from(error).code !== "invalidArguments") throw error;
}

async function opened(url: string, version: string): Promise<Session> {
  const sandboxes = new MemorySandboxes({ http: httpProgram });
  const [log, eras] = [new Lines(), new Eras()];
  if (version >= "2026-07-28") eras.remember(url, "modern");
  const install = { commands: [], network: "none" } as const;
  const sandbox = await sandboxes.open({
    ...{ id: url, mounts: [], network: "none", limits: defaultLimits, install },
  });
  return connect({
    ...{ sandbox, log, eras, peer, launchKey: url, server: url, commandLine: `http ${url}` },
    command: { program: "http", args: [url], env: {} },
    clientInfo: { name: "mcp-sandbox", version: "1.0.0" },
    onStage: () => {},
    ...options,
  });
}

/** Somebody who accepts every form as it stands. */
const peer: Peer = {
  capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} },
  answer: async (method, params) => {
    if (method === "roots/list") return { roots: [] };
    if (method === "sampling/createMessage")
      return { model: "test", role: "assistant", content: { type: "text", text: "Hello" } };
    const form = isRecord(params) ? params["requestedSchema"] : undefined;
    const fields = (fieldsOf(form) ?? []).map((field) => [
      field.key,
      field.preset ?? exampleOfType(field.kind),
    ]);
    return { action: "accept", content: Object.fromEntries(fields) as object };
  },
  onNotify: () => {},
};

async function readAll(session: Session): Promise<void> {
  const { prompts, resources } = session.info.capabilities;
  if (prompts !== undefined)
    for (const { name } of await list(session, "prompts"))
      await session.request("prompts/get", { name }, options);
  if (resources !== undefined)
    for (const { uri } of await list(session, "resources"))
      await session.request("resources/read", { uri }, options);
}

type Item = Readonly<Record<string, unknown>>;

async function list(session: Session, kind: string): Promise<readonly Item[]> {
  const result = await session.request(`${kind}/list`, {}, options);
  return isRecord(result) ? (result[kind] as readonly Item[]) : [];
}

/** Arguments that fit. A tool that takes a schema gets the first that the server has shown. */
function exampleOf(schema: unknown, tools: readonly { readonly inputSchema: object }[]): Item {
  const properties = isRecord(schema) ? schema["properties"] : undefined;
  return Object.fromEntries(
    Object.entries(isRecord(properties) ? properties : {}).map(([name, property]) => {
      if (name === "schema") return [name, tools[0]?.inputSchema];
      return [name, exampleOfType(isRecord(property) ? property["type"] : undefined)];
    }),
  );
}

function exampleOfType(type: unknown): unknown {
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  if (type === "object" || type === undefined) return {};
  return "text";
}
