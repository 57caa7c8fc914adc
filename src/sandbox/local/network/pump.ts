import type { Readable, Writable } from "node:stream";

/**
 * Carries bytes from one stream to another, one piece at a time: while the other end takes nothing,
 * nothing is read. Ends the other stream behind the last piece. Rejects when either breaks.
 */
export async function pump(
  from: Readable,
  to: Writable,
  through: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<void> {
  // Left open when this breaks: whoever called may have a last word for the other side.
  const chunks: AsyncIterable<Buffer> = from.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    const bytes = through(chunk);
    if (bytes.length > 0) await written(to, bytes);
  }
  to.end();
}

function written(to: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new Error("The other end is closed."));
    if (to.destroyed) return closed();
    to.once("close", closed);
    to.write(bytes, (error) => {
      to.off("close", closed);
      if (error) reject(error);
      else resolve();
    });
  });
}
