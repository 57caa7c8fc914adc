import { brokenStream } from "./serviceFailure.ts";

/** One line may hold a picture; what is longer is not taken into memory. */
const maxLineLength = 64 * 1024 * 1024;

/**
 * The JSON values of a body, one a line, as they come. A character may be torn between two chunks.
 * Rejects with `protocol` where a line is no JSON or has no end.
 */
export async function* answerLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = "", ...lines] = decoder.decode(chunk, { stream: true }).split("\n");
    pieces.push(first);
    length += first.length;
    if (length > maxLineLength) throw brokenStream("The service sent a line without an end.");
    for (const line of lines) {
      yield* valueOf(pieces.join(""));
      pieces = [line];
      length = line.length;
    }
  }
  yield* valueOf(pieces.join("") + decoder.decode());
}

function* valueOf(line: string): Generator {
  if (line.trim() === "") return;
  try {
    yield JSON.parse(line) as unknown;
  } catch (error) {
    throw brokenStream("The service sent something that is no JSON.", error);
  }
}
