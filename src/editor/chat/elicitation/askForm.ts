import { isRecord } from "../../../config/jsonPath.ts";
import { invalidParams, RpcError } from "../../../gateway/rpcError.ts";
import { visibleLine } from "../../words/visible.ts";
import { askField, type Value } from "./askField.ts";
import { askFirst, type ShowText } from "./askFirst.ts";
import { fieldsOf } from "./fields.ts";

/** Source: MCP `ElicitResult`. */
export type ElicitResult =
  | { readonly action: "accept" | "decline" | "cancel" }
  | { readonly action: "accept"; readonly content: Readonly<Record<string, Value>> };

/**
 * Has the user fill in a server's form, one input after another. Declining and leaving are answers.
 * Rejects with −32602 where the form is none of the protocol.
 */
export async function askForm(
  server: string,
  params: unknown,
  signal: AbortSignal,
  show: ShowText,
): Promise<ElicitResult> {
  const { message, requestedSchema } = isRecord(params) ? params : {};
  const fields = fieldsOf(requestedSchema);
  if (fields === undefined)
    throw new RpcError(invalidParams, "The form asks for what no form may ask for.");
  const names = fields.map(({ name }) => visibleLine(name, 40)).join(", ");
  const first = await askFirst({
    title: `${server} asks for input`,
    message: typeof message === "string" ? message : "",
    accepts: [{ label: "Answer", ...(names !== "" && { description: names }) }],
    signal,
    show,
  });
  if (typeof first === "string") return { action: first };
  const content: Record<string, Value> = {};
  for (const [index, field] of fields.entries()) {
    const place = fields.length > 1 ? ` (${index + 1} of ${fields.length})` : "";
    const answer = await askField(
      field,
      `${server}: ${visibleLine(field.name, 60)}${place}`,
      signal,
    );
    if (answer === "cancelled") return { action: "cancel" };
    if (answer.value !== undefined) content[field.key] = answer.value;
  }
  return { action: "accept", content };
}
