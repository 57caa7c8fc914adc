import type { Params } from "../backend.ts";

/** A tool, and whose it is. */
interface Pair {
  readonly server: string;
  readonly item: Params;
}

const json = (schema: unknown): object => ({ "application/json": { schema } });

/** What of a tool's schema belongs to the document that it stood in, not to this one. */
function inlined(schema: unknown): unknown {
  const { $schema: _, ...rest } = Object(schema) as Params;
  return rest;
}

function operation({ server, item }: Pair): object {
  const { name, title, description, inputSchema, outputSchema } = item;
  const properties = {
    content: { type: "array", items: { type: "object" } },
    isError: { type: "boolean" },
    ...(outputSchema !== undefined && { structuredContent: inlined(outputSchema) }),
  };
  return {
    operationId: `${server}__${String(name)}`,
    tags: [server],
    ...(typeof title === "string" && { summary: title }),
    ...(typeof description === "string" && { description }),
    requestBody: { required: true, content: json(inlined(inputSchema)) },
    responses: {
      "200": {
        description: "What the tool answered; isError tells of a mistake.",
        content: json({ type: "object", required: ["content"], properties }),
      },
      "400": { description: "There is no such tool, or the request makes no sense." },
      "401": { description: "The token is missing or wrong." },
      "502": { description: "The server could not be reached, or failed." },
    },
  };
}

/** All tools as an OpenAPI 3.1 document. */
export function openApi(tools: readonly Pair[], version: string): object {
  const paths = tools.map((pair): [string, object] => [
    `/api/${pair.server}/${encodeURIComponent(String(pair.item["name"]))}`,
    { post: operation(pair) },
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "MCP Sandbox", version },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: Object.fromEntries(paths),
  };
}
