import type { MimeBundle, Output } from "../../interpreter/engine.ts";
import { Kept } from "./kept.ts";

interface Shown {
  readonly isMain: boolean;
  readonly data: MimeBundle;
  readonly id?: string;
}

/** Characters of one stream that go to a model. */
const mostText = 100_000;

/** What a run has given, gathered for one answer. */
export class Collected {
  #stdout = new Kept(mostText);
  #stderr = new Kept(mostText);
  #shown: Shown[] = [];
  #clearsNext = false;
  #leftOut = 0;

  get stdout(): string {
    return String(this.#stdout);
  }

  get stderr(): string {
    return String(this.#stderr);
  }

  get shown(): readonly Shown[] {
    return this.#shown;
  }

  get isTruncated(): boolean {
    return this.#leftOut > 0 || this.#stdout.isCut || this.#stderr.isCut;
  }

  add(output: Output): void {
    if (output.kind === "clear") {
      this.#clearsNext = true;
      if (!output.wait) this.#clear();
    } else if (output.kind === "cut") this.#leftOut += output.bytes;
    else {
      if (this.#clearsNext) this.#clear();
      if (output.kind === "display") this.#show(output);
      else if (output.stream === "stdout") this.#stdout.add(output.text);
      else this.#stderr.add(output.text);
    }
  }

  #show(display: Shown): void {
    const { id } = display;
    const at = id === undefined ? -1 : this.#shown.findIndex((one) => one.id === id);
    if (at < 0) this.#shown.push(display);
    else this.#shown[at] = display;
  }

  #clear(): void {
    this.#clearsNext = false;
    this.#stdout = new Kept(mostText);
    this.#stderr = new Kept(mostText);
    this.#shown = [];
  }
}
