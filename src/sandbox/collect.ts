/** All that a stream gives; undefined as soon as that is more than `most` bytes. */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What tar says last, whatever was wrong. */
const summary = /^tar: (Exiting with|Error is not recoverable|Child returned)/;

/** The last line that says something; the rest is read and thrown away. */
export async function lastLine(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let tail = Buffer.alloc(0);
  for await (const chunk of stream) tail = Buffer.concat([tail, chunk]).subarray(-4096);
  const lines = tail.toString().split("\n");
  return lines.findLast((line) => line.trim() !== "" && !summary.test(line))?.trim() ?? "";
}
