import type { Context } from "../../interpreter/contexts/context.ts";
import type { ContextWish } from "../../interpreter/contexts/context.ts";
import { failed, structured } from "./result.ts";
import type { Act, Call } from "./toolCall.ts";

const time = (ms: number): string => new Date(ms).toISOString();

export const createContext: Act = async ({ args, contexts, owner, signal }) => {
  const wish = { language: "python", ...args, owner } as ContextWish;
  const { id, language, description, createdAt } = await contexts.create(wish, { signal });
  return structured({ context_id: id, language, description, created_at: time(createdAt) });
};

export const listContexts: Act = async ({ contexts, owner }) => {
  const listed = contexts.list(owner).map(described);
  // Structured content is an object; the predecessor's framework wraps a list in the same way.
  return structured({ result: listed }, listed);
};

function described(context: Context): object {
  const { id, language, description, createdAt, lastUsedAt, cwd, state, shared } = context;
  const isActive = state.kind === "idle" || state.kind === "running";
  return {
    ...{ id, language, description },
    created_at: time(createdAt),
    last_used: time(lastUsedAt),
    cwd,
    status: isActive ? "active" : state.kind,
    state: state.kind,
    shared,
    sandbox_exists: isActive,
  };
}

export const stopContext: Act = (call) =>
  onContext(call, "stopped", (context) => context[Symbol.asyncDispose]());

export const restartContext: Act = (call) =>
  onContext(call, "restarted", (context) => context.restart(call.signal));

export const interrupt: Act = (call) =>
  onContext(call, "interrupted", (context) => context.interrupt());

async function onContext(
  { args, contexts, owner }: Call,
  done: string,
  act: (context: Context) => Promise<void>,
): ReturnType<Act> {
  const id = String(args["context_id"]);
  try {
    await act(contexts.find(id, owner));
  } catch (error) {
    const failure = failed(error);
    const message = error instanceof Error ? error.message : String(error);
    return { ...failure, structuredContent: { success: false, message } };
  }
  const message = `Context ${id} ${done} successfully`;
  return structured({ success: true, message });
}
