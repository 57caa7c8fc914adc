/**
 * Passes lines on, but no more than `perSecond` in any second: who floods is counted, not quoted.
 * What was left out is told with the next line that passes, and by `flush`.
 */
export class LogLimit {
  readonly #say: (line: string) => void;
  readonly #perSecond: number;
  #second = 0;
  #said = 0;
  #leftOut = 0;

  constructor(say: (line: string) => void, perSecond = 200) {
    this.#say = say;
    this.#perSecond = perSecond;
  }

  say(line: string): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      this.flush();
      this.#second = second;
      this.#said = 0;
    }
    if (this.#said >= this.#perSecond) {
      this.#leftOut += 1;
      return;
    }
    this.#said += 1;
    this.#say(line);
  }

  flush(): void {
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    if (leftOut > 0) this.#say(`… ${leftOut} more lines were left out.`);
  }
}
