import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { isRecord } from "../../../../src/config/jsonPath.ts";
import { type Message, messages, say } from "../../../fakes/jsonLines.ts";
import type { Program } from "../../../fakes/memorySandboxes.ts";

type Sent = Parameters<StreamableHTTPClientTransport["send"]>[0];

/**
 * A program that hands each message it gets to the server at its first argument, over Streamable
 * HTTP, and says what comes back: our host speaks to programs only. Message for message, so that
 * what the host says is what the server hears.
 */
export const httpProgram: Program = async (io) => {
  const transport = new StreamableHTTPClientTransport(new URL(io.command.args[0] ?? ""));
  let initialize: unknown;
  const onmessage = (message: unknown): void => {
    const { id, method, result } = message as Message;
    // A question of the server may have the same id.
    if (method === undefined && id === initialize && isRecord(result))
      transport.setProtocolVersion(String(result["protocolVersion"]));
    say(io, message as Message);
  };
  await Object.assign(transport, { onmessage }).start();
  for await (const message of messages(io)) {
    if (message.method === "initialize") initialize = message.id;
    const sent = transport.send(message as Sent).catch((error: unknown) => {
      io.stderr(`${String(error)}\n`);
      if (message.id !== undefined && message.method !== undefined)
        say(io, { id: message.id, error: { code: -32_000, message: String(error) } });
    });
    // A request may wait for what is sent after it; what is only told comes before what follows.
    if (message.id === undefined) await sent;
  }
  await transport.close();
  return 0;
};
