/**
 * What a TLS client asks for before anything is encrypted (RFC 8446 §4.1.2, RFC 6066 §3).
 * Undefined where the message is not a well-formed ClientHello.
 */
export interface ClientHello {
  readonly serverName: string | undefined;
  /** An inner hello that only the server can read: the name outside says nothing then (RFC 9849). */
  readonly isEncrypted: boolean;
}

const clientHelloType = 1;
const serverNameExtension = 0;
const encryptedHelloExtension = 0xfe0d;

/** Reads a whole handshake message: type, three bytes of length, body. */
export function parseClientHello(message: Buffer): ClientHello | undefined {
  try {
    const fields = new Fields(message);
    if (fields.number(1) !== clientHelloType) return undefined;
    const body = fields.part(3);
    if (!fields.isAtEnd) return undefined;
    body.skip(2 + 32); // version, random
    body.part(1); // session
    body.part(2); // cipher suites
    body.part(1); // compression methods
    return body.isAtEnd ? { serverName: undefined, isEncrypted: false } : extensionsOf(body);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function extensionsOf(body: Fields): ClientHello | undefined {
  const extensions = body.part(2);
  if (!body.isAtEnd) return undefined;
  const seen = new Set<number>();
  let serverName: string | undefined;
  while (!extensions.isAtEnd) {
    const type = extensions.number(2);
    const extension = extensions.part(2);
    if (seen.has(type)) return undefined;
    seen.add(type);
    if (type === serverNameExtension) serverName = serverNameOf(extension);
  }
  return { serverName, isEncrypted: seen.has(encryptedHelloExtension) };
}

/** A list of names that, by the standard, holds one name of type 0. Anything else is not a name. */
function serverNameOf(extension: Fields): string {
  const list = extension.part(2);
  const type = list.number(1);
  const name = list.part(2).text();
  return type === 0 && list.isAtEnd && extension.isAtEnd ? name : "\0";
}

/** Reads forward through bytes; throws RangeError at their end. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(bytes: number): number {
    const value = this.#bytes.readUIntBE(this.#at, bytes);
    this.#at += bytes;
    return value;
  }

  skip(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError("The message is cut short.");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  /** The part whose length the next bytes tell. */
  part(lengthBytes: number): Fields {
    return new Fields(this.skip(this.number(lengthBytes)));
  }

  text(): string {
    return this.#bytes.toString("latin1");
  }
}
