import { execFileSync } from "node:child_process";
import { parse, type ParseError } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { removeValue, setValue } from "../../../src/config/jsonEdit.ts";
import { plainWords, quoteValue, quoteWords } from "../../../src/config/shellWords.ts";

/** The same numbers in every run, so that what fails once fails again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <T>(random: (below: number) => number, from: readonly T[]): T => {
  const found = from[random(from.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
};

const textOf = (random: (below: number) => number, alphabet: readonly string[], most: number) =>
  Array.from({ length: random(most) }, () => pick(random, alphabet)).join("");

describe("any text", () => {
  const alphabet = "ab $`\"'\\\n;|&<>(){}*?[]~#!=%ü\t-".split("");

  it("is one word of a shell once it is quoted, wherever it stands", () => {
    const random = numbers(1);
    const values = Array.from({ length: 300 }, () => textOf(random, alphabet, 12));
    const places = [
      ["", ""],
      ['"<', '>"'],
      ["'<", ">'"],
      ["x", "y"],
      ['"a"', "'b'"],
    ] as const;
    const script = values
      .flatMap((value) =>
        places.map(([before, after]) => before + quoteValue(value, before) + after),
      )
      .join(" ");
    const shown = execFileSync("/bin/sh", [
      "-c",
      `for w in ${script}; do printf '%s\\0' "$w"; done`,
    ]);
    const expected = values.flatMap((value) => [
      value,
      `<${value}>`,
      `<${value}>`,
      `x${value}y`,
      `a${value}b`,
    ]);
    expect(shown.toString().split("\0").slice(0, -1)).toEqual(expected);
  });

  it("is taken apart as the shell does, whenever it is taken for words at all", () => {
    const random = numbers(2);
    const lines = Array.from({ length: 3000 }, () => textOf(random, alphabet, 10));
    const plain = lines.flatMap((line) => {
      const words = plainWords(line);
      return words === undefined ? [] : [{ line, words }];
    });
    expect(plain.length).toBeGreaterThan(100);
    const script = plain
      .map(({ line }) => `set -- ${line}\nfor w do printf '%s\\0' "$w"; done; printf '\\1\\0'`)
      .join("\n");
    const shown = execFileSync("/bin/sh", ["-c", script], { cwd: "/proc/self/fdinfo" }).toString();
    const words = shown.split("\u0001\0").map((part) => part.split("\0").slice(0, -1));
    expect(plain.map((each) => each.words)).toEqual(words.slice(0, -1));
  });

  it("comes back from its quoted words", () => {
    const random = numbers(3);
    for (let round = 0; round < 300; round++) {
      const words = ["program", ...Array.from({ length: 3 }, () => textOf(random, alphabet, 6))];
      const back = plainWords(quoteWords(words));
      if (back !== undefined) expect(back).toEqual(words);
    }
  });
});

describe("any settings", () => {
  const gaps = ["", " ", "\n", "\n  ", " // note\n", " /* note */ "];

  /** Text of an object with comments, odd spaces and now and then a trailing comma. */
  function document(random: (below: number) => number, depth: number): string {
    const gap = () => pick(random, gaps);
    const names = ["a", "b", "c", "d"].filter(() => random(3) > 0);
    const properties = names.map((name) => {
      const value =
        depth > 0 && random(2) > 0
          ? document(random, depth - 1)
          : pick(random, ["1", '"x,}"', "[1, 2]", "null"]);
      return `${gap()}"${name}"${gap()}:${gap()}${value}${gap()}`;
    });
    const trailing = properties.length > 0 && random(3) === 0 ? "," : "";
    return `{${properties.join(",")}${trailing}${gap()}}`;
  }

  const read = (text: string): unknown => {
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    if (errors.length > 0) throw new Error(`broken: ${text}`);
    return value;
  };
  const notes = (text: string) => text.split("note").length;

  it("read back with the value that was set, and with every comment", () => {
    const random = numbers(4);
    for (let round = 0; round < 3000; round++) {
      const before = document(random, 2);
      const name = pick(random, ["a", "new"]);
      const after = setValue(before, [name], { command: "x" });
      expect(read(after), before).toEqual({
        ...(read(before) as object),
        [name]: { command: "x" },
      });
      if (name === "new") expect(notes(after), before).toBe(notes(before));
    }
  });

  it("read back without the property that was removed", () => {
    const random = numbers(5);
    for (let round = 0; round < 3000; round++) {
      const before = document(random, 2);
      const name = pick(random, ["a", "b", "c", "d"]);
      const { [name]: _, ...rest } = read(before) as Record<string, unknown>;
      expect(read(removeValue(before, [name])), before).toEqual(rest);
    }
  });
});
