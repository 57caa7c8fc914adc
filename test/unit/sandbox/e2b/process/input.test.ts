import { expect, test } from "vitest";
import { Input } from "../../../../../src/sandbox/e2b/process/input.ts";
import { inputWindow } from "../../../../../src/sandbox/e2b/process/relayScript.ts";

/** An input whose frames are kept; each waits until it is answered. */
function recorded() {
  const frames: string[] = [];
  const answers: { readonly yes: () => void; readonly no: (reason: Error) => void }[] = [];
  const input = new Input((frame) => {
    frames.push(Buffer.from(frame).toString());
    return new Promise((yes, no) => answers.push({ yes, no }));
  });
  const settled: string[] = [];
  const write = (text: string): void =>
    void input.write(Buffer.from(text)).then(
      () => settled.push(`${text.slice(0, 5)} written`),
      ({ code }: { code: string }) => settled.push(`${text.slice(0, 5)} ${code}`),
    );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const answer = async (): Promise<void> => {
    answers.shift()?.yes();
    await turn();
  };
  const fail = async (): Promise<void> => {
    answers.shift()?.no(new Error("gone"));
    await turn();
  };
  return { input, frames, settled, write, answer, fail };
}

test("writes go one after another, numbered, and those that wait go together", async () => {
  const { input, frames, settled, write, answer } = recorded();
  for (const text of ["one", "two", "three"]) write(text);
  input.end();
  expect(frames).toEqual(["I 0 3\none"]);
  expect(settled).toEqual([]);
  await answer();
  expect(frames.slice(1)).toEqual(["I 3 8\ntwothree"]);
  expect(settled).toEqual(["one written"]);
  await answer();
  expect(settled).toEqual(["one written", "two written", "three written"]);
  expect(frames.slice(2)).toEqual(["C\n"]);
});

test("no frame has more than 64 KB, and a write settles with its last", async () => {
  const { frames, settled, write, answer } = recorded();
  write("large".repeat(20_000));
  write("after");
  await answer();
  expect(settled).toEqual([]);
  expect(frames.map((frame) => frame.split("\n")[0])).toEqual(["I 0 65536", "I 65536 34469"]);
  await answer();
  expect(settled).toEqual(["large written", "after written"]);
});

test("no more is sent than the program may leave unread", async () => {
  const { input, frames, settled, write, answer } = recorded();
  write("x".repeat(inputWindow + 1));
  for (let i = 0; i < 10; i++) await answer();
  expect(frames).toHaveLength(inputWindow / 65_536);
  expect(settled).toEqual([]);
  input.taken(1);
  await answer();
  expect(frames.at(-1)).toBe(`I ${inputWindow} 1\nx`);
  expect(settled).toEqual(["xxxxx written"]);
});

test("all is refused when nobody reads any more, also what is on its way", async () => {
  const { input, settled, write, answer } = recorded();
  for (const text of ["one", "two"]) write(text);
  input.close();
  await answer();
  write("three");
  await answer();
  expect(settled).toEqual(["one sandboxFailed", "two sandboxFailed", "three sandboxFailed"]);
});

test("all is refused when sending fails for good", async () => {
  const { settled, write, fail } = recorded();
  for (const text of ["one", "two"]) write(text);
  await fail();
  expect(settled).toEqual(["one sandboxFailed", "two sandboxFailed"]);
});

test("nothing can be written after the end", async () => {
  const { input, frames, settled, write, answer } = recorded();
  input.end();
  input.end();
  write("late");
  await answer();
  expect(frames).toEqual(["C\n"]);
  expect(settled).toEqual(["late sandboxFailed"]);
});
