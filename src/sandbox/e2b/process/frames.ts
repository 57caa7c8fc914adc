/** What the relay tells of its program. */
export interface Reports {
  /** The next bytes of a stream; `at` counts those before. Throws when they are not the next. */
  output(stream: "stdout" | "stderr", at: number, bytes: Uint8Array): void;
  /** How much of its input the program has taken, and whether it has closed it. */
  input(taken: number, isClosed: boolean): void;
  /** The program and all that it started are gone, and all output has been told. */
  exit(code: number, signal: number): void;
}

/** Kind, and two numbers. */
const headLine = /^([A-Z]) (\d{1,15}) (\d{1,15})$/;

const beyondByte = /[^\u0000-\u00ff]/;

/** No frame's first line is longer. */
const longestHead = 64;

/**
 * Reads the relay's frames from text in which each character is one byte of them. The returned
 * function throws at anything that is no frame.
 */
export function framesTo(reports: Reports): (text: string) => void {
  let head = "";
  let open: { readonly stream: "stdout" | "stderr"; at: number; left: number } | undefined;

  const begin = (line: string): void => {
    const found = headLine.exec(line);
    const [kind, first, second] = [found?.[1], Number(found?.[2]), Number(found?.[3])];
    if (kind === "O") open = { stream: "stdout", at: first, left: second };
    else if (kind === "E") open = { stream: "stderr", at: first, left: second };
    else if (kind === "S") reports.input(first, second === 1);
    else if (kind === "X") reports.exit(first, second);
    else throw new Nonsense();
  };

  return (text) => {
    // At a cut the SDK makes a sign of its own out of half a character.
    if (beyondByte.test(text)) throw new Nonsense();
    for (let from = 0; from < text.length;) {
      if (open !== undefined && open.left > 0) {
        const piece = text.slice(from, from + open.left);
        reports.output(open.stream, open.at, Buffer.from(piece, "latin1"));
        open.at += piece.length;
        open.left -= piece.length;
        from += piece.length;
        continue;
      }
      const end = text.indexOf("\n", from);
      head += text.slice(from, end < 0 ? undefined : end);
      if (head.length > longestHead) throw new Nonsense();
      if (end < 0) return;
      from = end + 1;
      const line = head;
      head = "";
      begin(line);
    }
  };
}

/** Something else than the relay has written into its output. */
class Nonsense extends Error {
  override readonly name = "Nonsense";

  constructor() {
    super("This is no frame of the relay.");
  }
}

/** How far both streams have been read. */
export interface Positions {
  readonly stdout: number;
  readonly stderr: number;
}

/** The lines that the relay understands. */
export const orders = {
  input: (at: number, size: number): string => `I ${at} ${size}\n`,
  read: ({ stdout, stderr }: Positions): string => `A ${stdout} ${stderr}\n`,
  close: "C\n",
  terminate: (number: number): string => `T ${number}\n`,
  kill: "K\n",
  /** Wants an answer, whatever it is. */
  ask: "P\n",
  again: (number: number, word: string, { stdout, stderr }: Positions, relay: string): string =>
    `R ${number} ${word} ${stdout} ${stderr} ${relay}\n`,
  bye: "B\n",
};
