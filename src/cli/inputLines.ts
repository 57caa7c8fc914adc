import type { World } from "./world.ts";

/** Lines of our standard input, read when code asks for the first of them. */
export function inputLines(stdin: World["stdin"]): Disposable & {
  /** Without its newline; undefined after the last. */
  next(): Promise<string | undefined>;
} {
  let reading: AsyncIterator<Uint8Array | string> | undefined;
  let rest = "";
  const decoder = new TextDecoder();
  const next = async (): Promise<string | undefined> => {
    reading ??= stdin[Symbol.asyncIterator]();
    while (!rest.includes("\n")) {
      const piece = await reading.next();
      if (piece.done === true) break;
      const { value } = piece;
      rest += typeof value === "string" ? value : decoder.decode(value, { stream: true });
    }
    if (rest === "") return undefined;
    const [line = "", ...more] = rest.split("\n");
    rest = more.join("\n");
    return line;
  };
  // Input that nobody waits for any more must not keep us from ending.
  return { next, [Symbol.dispose]: () => void reading?.return?.() };
}
