import type { Output } from "../engine.ts";

interface Bound {
  readonly onOutput: (output: Output) => void;
  /** Tells what was left out, if anything was. */
  end(): void;
}

/**
 * Passes output on up to so many bytes, and counts what is more: code that prints without an end
 * takes nobody's memory. What is cleared away at once makes room again.
 */
export function bounded(to: ((output: Output) => void) | undefined, maxBytes: number): Bound {
  let left = maxBytes;
  let leftOut = 0;
  const onOutput = (output: Output): void => {
    if (output.kind === "cut") leftOut += output.bytes;
    else if (output.kind === "clear") {
      left = maxBytes;
      to?.(output);
    } else {
      const size = sizeOf(output);
      const fitting = size <= left ? output : shortened(output, left);
      const passed = fitting === undefined ? 0 : sizeOf(fitting);
      left -= passed;
      leftOut += size - passed;
      // What comes after a gap would look as if it belonged to what came before.
      if (passed < size) left = 0;
      if (fitting !== undefined) to?.(fitting);
    }
  };
  const end = (): void => {
    if (leftOut > 0) to?.({ kind: "cut", bytes: leftOut });
  };
  return { onOutput, end };
}

type Sized = Extract<Output, { kind: "stream" | "display" }>;

function sizeOf(output: Sized): number {
  if (output.kind === "stream") return Buffer.byteLength(output.text);
  return Object.values(output.data).reduce<number>((sum, value) => sum + weight(value), 0);
}

const weight = (value: unknown): number =>
  Buffer.byteLength(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** As much of a text as fits; nothing of a display, which is whole or useless. */
function shortened(output: Sized, bytes: number): Sized | undefined {
  if (output.kind === "display" || bytes <= 0) return undefined;
  const text = new TextDecoder().decode(Buffer.from(output.text).subarray(0, bytes));
  const whole = text.replace(/\ufffd$/, ""); // a character that was cut in two
  return whole === "" ? undefined : { ...output, text: whole };
}
