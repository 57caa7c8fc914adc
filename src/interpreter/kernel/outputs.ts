import type { Output } from "../engine.ts";
import type { Told } from "./told.ts";

type Shown = Extract<Told, { readonly is: "raw" | "stream" | "display" | "clear" | "cut" }>;

/** Makes outputs of what is told. What comes while nothing runs is kept for the next run. */
export class Outputs {
  readonly #late: Output[] = [];
  #take: ((output: Output) => void) | undefined;
  #decoders = newDecoders();
  #tail = "";

  /** The last lines of the error stream. */
  get tail(): string {
    return this.#tail.trim();
  }

  /** What comes from now on is taken, after what came since the run before. */
  begin(take: (output: Output) => void): void {
    this.#take = take;
    this.#tail = "";
    for (const output of this.#late.splice(0)) take(output);
  }

  /** The run is over. */
  end(): void {
    for (const stream of ["stdout", "stderr"] as const)
      this.#stream(stream, this.#decoders[stream].decode());
    this.#decoders = newDecoders();
    this.#take = undefined;
  }

  add(told: Shown): void {
    switch (told.is) {
      case "raw": {
        const bytes = Buffer.from(told.text, "latin1");
        return this.#stream(told.stream, this.#decoders[told.stream].decode(bytes, streaming));
      }
      case "stream":
        return this.#stream(told.stream, told.text);
      case "display": {
        const { main, data, id } = told;
        return this.#give({ kind: "display", isMain: main, data, ...(id !== undefined && { id }) });
      }
      case "clear":
        return this.#give({ kind: "clear", wait: told.wait });
      case "cut":
        return this.#give({ kind: "cut", bytes: told.bytes });
    }
  }

  #stream(stream: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    if (stream === "stderr") this.#tail = (this.#tail + text).slice(-tailKept);
    this.#give({ kind: "stream", stream, text });
  }

  #give(output: Output): void {
    if (this.#take === undefined) this.#late.push(output);
    else this.#take(output);
  }
}

const tailKept = 4096;
const streaming = { stream: true } as const;

const newDecoders = () => ({ stdout: new TextDecoder(), stderr: new TextDecoder() });
