/** As much of a long text as a model can use: its beginning and its end. */
export class Kept {
  readonly #half: number;
  #head = "";
  #tail = "";
  #leftOut = 0;

  /** @param most characters that are kept. */
  constructor(most: number) {
    this.#half = Math.floor(most / 2);
  }

  get isCut(): boolean {
    return this.#leftOut > 0;
  }

  add(text: string): void {
    const fits = text.slice(0, this.#half - this.#head.length);
    this.#head += fits;
    this.#tail += text.slice(fits.length);
    // The tail is cut now and then, not at each word.
    if (this.#tail.length > 2 * this.#half) this.#cut();
  }

  toString(): string {
    if (this.#tail.length > this.#half) this.#cut();
    if (this.#leftOut === 0) return this.#head + this.#tail;
    return `${this.#head}\n[… ${this.#leftOut} characters left out …]\n${this.#tail}`;
  }

  #cut(): void {
    const over = this.#tail.length - this.#half;
    this.#leftOut += over;
    this.#tail = this.#tail.slice(over);
  }
}
