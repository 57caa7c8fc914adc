import type { Tool } from "../../mcp/server.ts";
import { languages } from "../../interpreter/engine.ts";

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: "string", description });
const language = { type: "string", enum: languages, description: "Programming language" };
const contextId = text("Id of a context, as create_context and list_contexts give it");

/** An object with these properties, all of which are there unless they are named as optional. */
function object(properties: Record<string, Schema>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required };
}

const input = (properties: Record<string, Schema>, optional: readonly string[] = []): Schema => ({
  ...object(properties, optional),
  additionalProperties: false,
});

const success = object({ success: { type: "boolean" }, message: { type: "string" } });

const run = object(
  {
    context_id: { type: "string" },
    language: { type: "string" },
    success: { type: "boolean" },
    execution_count: { type: "integer" },
    execution_time: { type: "number", description: "Seconds" },
    stdout: { type: "string" },
    stderr: { type: "string" },
    results: {
      type: "array",
      description: "Values that were shown, by MIME type; pictures stand in the content",
      items: object({
        is_main_result: { type: "boolean" },
        formats: { type: "array", items: { type: "string" } },
        data: { type: "object" },
      }),
    },
    truncated: { type: "boolean", description: "Output was left out because it was too much" },
    error: object({
      name: { type: "string" },
      value: { type: "string" },
      traceback: { type: "string" },
    }),
  },
  ["execution_count", "execution_time", "error", "context_id", "language"],
);

const context = object({
  id: { type: "string" },
  language: { type: "string" },
  description: { type: "string" },
  created_at: { type: "string" },
  last_used: { type: "string" },
  cwd: { type: "string" },
  status: { type: "string", description: "active, starting or failed" },
  state: { type: "string", description: "starting, idle, running or failed" },
  shared: { type: "boolean" },
  sandbox_exists: { type: "boolean" },
});

const reading = { readOnlyHint: true, openWorldHint: false };
const acting = { readOnlyHint: false, destructiveHint: false, openWorldHint: false };
const ending = { readOnlyHint: false, destructiveHint: true, openWorldHint: false };

/** What the code-interpreter server offers. The first five are those of its predecessor. */
export const tools: readonly Tool[] = [
  {
    name: "health_check",
    title: "Check Health",
    description: "Say whether code can run in the sandbox.",
    inputSchema: input({}),
    outputSchema: object({
      status: { enum: ["healthy", "unhealthy", "timeout", "connection_error", "error"] },
      sandbox_url: { type: "string" },
      response_code: { type: ["integer", "null"] },
      response_body: { type: "string" },
      timestamp: { type: "string" },
    }),
    annotations: reading,
  },
  {
    name: "create_context",
    title: "Create Context",
    description:
      "Create a context: an interpreter whose variables live from one run_code to the next.",
    inputSchema: input(
      {
        language: { ...language, default: "python" },
        description: text("What the context is for"),
        cwd: text("Working directory inside the sandbox"),
        shared: { type: "boolean", description: "Let other clients of this server use it, too" },
      },
      ["language", "description", "cwd", "shared"],
    ),
    outputSchema: object({
      context_id: { type: "string" },
      language: { type: "string" },
      description: { type: "string" },
      created_at: { type: "string" },
    }),
    annotations: acting,
  },
  {
    name: "run_code",
    title: "Run Code",
    description:
      "Run code in a sandbox. The value of the last expression, printed output and pictures come " +
      "back. Give context_id to use a context's variables, or language to use its default context.",
    inputSchema: input(
      {
        code: text("The code to run"),
        context_id: contextId,
        language,
        timeout: { type: "number", exclusiveMinimum: 0, description: "Seconds to run at most" },
      },
      ["context_id", "language", "timeout"],
    ),
    outputSchema: run,
    annotations: { ...ending, openWorldHint: true },
  },
  {
    name: "list_contexts",
    title: "List Contexts",
    description: "List the contexts that there are.",
    inputSchema: input({}),
    outputSchema: object({ result: { type: "array", items: context } }),
    annotations: reading,
  },
  {
    name: "stop_context",
    title: "Stop Context",
    description: "Stop a context for good. What it held is lost.",
    inputSchema: input({ context_id: contextId }),
    outputSchema: success,
    annotations: ending,
  },
  {
    name: "restart_context",
    title: "Restart Context",
    description: "Begin anew in a context: its variables are lost, its id stays.",
    inputSchema: input({ context_id: contextId }),
    outputSchema: success,
    annotations: ending,
  },
  {
    name: "interrupt",
    title: "Interrupt",
    description: "Interrupt the code that runs in a context. Its variables stay.",
    inputSchema: input({ context_id: contextId }),
    outputSchema: success,
    annotations: acting,
  },
  {
    name: "upload_file",
    title: "Upload File",
    description: "Write a file in the sandbox. The folders above it are made.",
    inputSchema: input(
      {
        path: text("Absolute path in the sandbox, or relative to its home"),
        content: text("What the file is to hold"),
        encoding: { enum: ["utf-8", "base64"], default: "utf-8" },
      },
      ["encoding"],
    ),
    outputSchema: object({ path: { type: "string" }, size: { type: "integer" } }),
    annotations: ending,
  },
  {
    name: "download_file",
    title: "Download File",
    description: "Read a file in the sandbox, of 10 MB at most.",
    inputSchema: input({ path: text("Absolute path in the sandbox, or relative to its home") }),
    outputSchema: object(
      {
        path: { type: "string" },
        size: { type: "integer" },
        encoding: { enum: ["utf-8", "base64"] },
        content: { type: "string" },
      },
      ["content"],
    ),
    annotations: reading,
  },
];
