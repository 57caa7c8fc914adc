import { describe, expect, test } from "vitest";
import {
  type Answer,
  askAll,
  change,
  type Question,
  type Step,
} from "../../../../src/editor/commands/questions.ts";

/** A question that takes its answers from a list and notes what it was asked with. */
function scripted(...answers: string[]) {
  const asked: { known: string; step: Step }[] = [];
  const question: Question<string> = (known, step) => {
    asked.push({ known, step });
    const answer = answers.shift() ?? "cancel";
    return Promise.resolve(change(wrap(answer), (value) => known + value));
  };
  return { question, asked };
}

const wrap = (answer: string): Answer<string> =>
  answer === "back" || answer === "cancel" ? answer : { value: answer };

describe("questions in a row", () => {
  test("are asked in order, each with what is known by then", async () => {
    const [first, second] = [scripted("a"), scripted("b")];
    expect(await askAll("Add", "", [first.question, second.question])).toBe("ab");
    expect(first.asked).toEqual([{ known: "", step: { title: "Add", step: 1, steps: 2 } }]);
    expect(second.asked).toEqual([{ known: "a", step: { title: "Add", step: 2, steps: 2 } }]);
  });

  test("come to nothing when one is cancelled, and the rest is not asked", async () => {
    const [first, second] = [scripted("cancel"), scripted("b")];
    expect(await askAll("Add", "", [first.question, second.question])).toBeUndefined();
    expect(second.asked).toEqual([]);
  });

  test("are asked again when the user goes back, with what was answered before", async () => {
    const [first, second] = [scripted("a", "x"), scripted("back", "b")];
    expect(await askAll("Add", "", [first.question, second.question])).toBe("axb");
    expect(first.asked.map(({ known }) => known)).toEqual(["", "a"]);
    expect(second.asked.map(({ step }) => step.step)).toEqual([2, 2]);
  });

  test("begin anew when the user goes back from the first", async () => {
    const first = scripted("back", "a");
    expect(await askAll("Add", "", [first.question])).toBe("a");
  });

  test("may be none", async () => {
    expect(await askAll("Add", "start", [])).toBe("start");
  });
});

test("an answer is changed only where there is one", () => {
  const double = (value: number): number => value * 2;
  expect(change({ value: 2 }, double)).toEqual({ value: 4 });
  expect(change("back", double)).toBe("back");
  expect(change("cancel", double)).toBe("cancel");
});
