/** What a step came to: a value, the wish to go back, or the end of it all. */
export type Answer<T> = { readonly value: T } | "back" | "cancel";

export interface Step {
  readonly title: string;
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
}

/** One question of several: takes what is known so far and gives it back with the answer in it. */
export type Question<T> = (known: T, step: Step) => Promise<Answer<T>>;

/**
 * Asks one question after another, and the one before again when the user goes back; what was
 * answered already stays known meanwhile.
 */
export async function askAll<T>(
  title: string,
  start: T,
  questions: readonly Question<T>[],
): Promise<T | undefined> {
  let known = start;
  for (let index = 0; ;) {
    const question = questions[index];
    if (question === undefined) return known;
    const answer = await question(known, { title, step: index + 1, steps: questions.length });
    if (answer === "cancel") return undefined;
    if (answer === "back") index = Math.max(0, index - 1);
    else {
      known = answer.value;
      index++;
    }
  }
}

/** The answer with something made of its value. */
export function change<T, U>(answer: Answer<T>, make: (value: T) => U): Answer<U> {
  return answer === "back" || answer === "cancel" ? answer : { value: make(answer.value) };
}
