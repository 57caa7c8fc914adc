const newline = 10;

/** The lines of a stream, as text. Ends before a line of more than `most` bytes. */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      parts.push(bytes.subarray(start, end));
      start = end + 1;
      yield (parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)).toString();
      parts = [];
      size = 0;
    }
    const rest = bytes.subarray(start);
    if (rest.length > 0) parts.push(rest);
    size += rest.length;
    if (size > most) return;
  }
}
