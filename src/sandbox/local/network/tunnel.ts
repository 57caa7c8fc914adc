import type { Duplex } from "node:stream";
import type { ClientHello } from "./clientHello.ts";
import { hostName, isAddress, type Target } from "./hostName.ts";
import { pump } from "./pump.ts";
import { handshake, TlsGuard } from "./tlsGuard.ts";

/** Sent to a TLS client that asks for another host: fatal, unrecognized_name. */
export const unrecognizedName = Buffer.from([21, 3, 3, 0, 2, 2, 112]);

export type Speech = "tls" | "http" | "ssh" | "other";

/** What a client begins to speak, once it does; undefined when it ends without a word. */
export async function listen(stream: Duplex): Promise<Speech | undefined> {
  const first = await firstBytes(stream);
  if (first === undefined) return undefined;
  if (first[0] === handshake) return "tls";
  if (first.subarray(0, 4).toString("latin1") === "SSH-") return "ssh";
  return /^[\r\nA-Za-z]/.test(first.subarray(0, 1).toString("latin1")) ? "http" : "other";
}

/** Lets a TLS client through to the host that it named first and to no other. Rejects with Refusal. */
export function tlsThrough(stream: Duplex, upstream: Duplex, { host }: Target): Promise<void> {
  const guard = new TlsGuard((hello) => reasonAgainst(hello, host));
  return join(stream, upstream, (bytes) => guard.push(bytes));
}

export function reasonAgainst(hello: ClientHello, host: string): string | undefined {
  if (hello.isEncrypted) return "hides the name that it asks for (encrypted ClientHello)";
  if (hello.serverName === undefined)
    return isAddress(host) ? undefined : "does not say in TLS which host it asks for";
  if (hostName(hello.serverName) === host) return undefined;
  return `asks in TLS for ${JSON.stringify(hello.serverName.slice(0, 100))}`;
}

/** Carries bytes both ways until both have ended or one breaks, and then lets go of both. */
export async function join(
  stream: Duplex,
  upstream: Duplex,
  through?: (bytes: Buffer) => Buffer,
): Promise<void> {
  stream.once("close", () => {
    if (!isDone(stream)) upstream.destroy();
  });
  upstream.once("close", () => {
    if (!isDone(upstream)) stream.destroy();
  });
  const back = pump(upstream, stream).catch(() => stream.destroy());
  try {
    await pump(stream, upstream, through);
    await back;
  } finally {
    upstream.destroy();
  }
}

/** Ended by both sides, so that what it has handed on may still be on its way. */
function isDone(stream: Duplex): boolean {
  return stream.readableEnded && stream.writableFinished;
}

/** Looks at what comes first and puts it back. */
async function firstBytes(stream: Duplex): Promise<Buffer | undefined> {
  for (;;) {
    const chunk: unknown = stream.read();
    if (chunk instanceof Buffer && chunk.length > 0) {
      stream.unshift(chunk);
      return chunk;
    }
    if (stream.readableEnded || stream.destroyed) return undefined;
    await new Promise<void>((resolve) => {
      const events = ["readable", "end", "close"];
      const once = (): void => {
        for (const event of events) stream.off(event, once);
        resolve();
      };
      for (const event of events) stream.on(event, once);
    });
  }
}
