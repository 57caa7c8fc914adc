import { once } from "node:events";
import { duplexPair } from "node:stream";
import { connect } from "node:tls";

export const extensionTypes = { serverName: 0, supportedGroups: 10, encryptedHello: 0xfe0d };

/** Bytes with their length in front. */
export function sized(lengthBytes: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(body.length, 0, lengthBytes);
  return Buffer.concat([length, body]);
}

export function extension(type: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(type);
  return Buffer.concat([head, sized(2, body)]);
}

export function serverName(name: string): Buffer {
  const entry = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(name, "latin1"))]);
  return extension(extensionTypes.serverName, sized(2, entry));
}

/** A ClientHello handshake message with these extensions; without any when undefined. */
export function helloMessage(extensions: readonly Uint8Array[] | undefined): Buffer {
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    sized(1, Buffer.alloc(32, 9)),
    sized(2, Buffer.from([0x13, 0x01, 0x13, 0x02])),
    sized(1, Buffer.from([0])),
    ...(extensions === undefined ? [] : [sized(2, ...extensions)]),
  ]);
  return Buffer.concat([Buffer.from([1]), sized(3, body)]);
}

export function record(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 1]), sized(2, body)]);
}

/** A message cut into records of so many bytes. */
export function records(message: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += size)
    parts.push(record(22, message.subarray(at, at + size)));
  return Buffer.concat(parts);
}

/** What a real TLS client says first. */
export async function realHello(servername: string | undefined): Promise<Buffer> {
  const [near, far] = duplexPair();
  const client = connect({ socket: near, ...(servername === undefined ? {} : { servername }) });
  client.on("error", () => {});
  const [first]: Buffer[] = await once(far, "data");
  client.destroy();
  return first ?? Buffer.alloc(0);
}
