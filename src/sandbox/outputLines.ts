import { stripVTControlCharacters } from "node:util";

const maxLine = 4096;

/**
 * A program's output as lines fit for showing: terminal control is taken out, a progress bar's
 * redrawings count as lines of their own, blank lines are left out and long ones cut in pieces.
 */
export async function* outputLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split(/[\r\n]+/);
    rest = pieces.pop() ?? "";
    for (const piece of pieces) yield* shown(piece);
    while (rest.length > maxLine) {
      yield* shown(rest.slice(0, maxLine));
      rest = rest.slice(maxLine);
    }
  }
  yield* shown(rest + decoder.decode());
}

function* shown(line: string): Generator<string> {
  const plain = stripVTControlCharacters(line).replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, "");
  for (let at = 0; at < plain.length; at += maxLine) {
    const piece = plain.slice(at, at + maxLine).trimEnd();
    if (piece !== "") yield piece;
  }
}
