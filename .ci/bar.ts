/** Holds the code against its bar; prints each measure and every place that falls short. */
import { globSync, readFileSync } from "node:fs";
import { measureSource } from "./bar/measureSource.ts";

const sources = measureAll("src/**/*.ts");
const others = measureAll("{test,.ci,media}/**/*.{ts,mjs,cjs,js}", "*.{ts,mjs}");
const files = [...sources, ...others];
const functions = files.flatMap(({ path, functions: all }) =>
  all.map(({ line, lines }) => ({ name: `${path}:${line}`, value: lines })),
);
const lengths = files.map(({ path, lines }) => ({ name: path, value: lines }));
const sourceLines = sum(sources);
const testLines = sum(others.filter(({ path }) => path.startsWith("test/")));

interface Sample {
  readonly name: string;
  readonly value: number;
}

let short = 0;
check("file lines, median", percentile(lengths, 50), 100);
check("file lines, 95 %", percentile(lengths, 95), 250);
check("file lines, longest", percentile(lengths, 100), 300, over(lengths, 300));
check("function lines, 95 %", percentile(functions, 95), 30);
check("function lines, longest", percentile(functions, 100), 60, over(functions, 60));
const silenced = files.flatMap(({ path, silenced: all }) =>
  all.map(({ what, line }) => `${path}:${line} ${what}`),
);
check("any, !, as … as, suppressions", silenced.length, 0, silenced);
const extension = sources.find(({ path }) => path === "src/extension.ts");
check("extension.ts lines", extension?.lines ?? 0, 120);
check(
  "source lines without a test line",
  Math.max(0, sourceLines - testLines),
  0,
  testLines < sourceLines ? [`${sourceLines} source lines, ${testLines} test lines`] : [],
);
console.log(
  `${files.length} files, ${functions.length} functions, ${sourceLines} source lines, ${testLines} test lines`,
);
process.exitCode = short > 0 ? 1 : 0;

function measureAll(...patterns: string[]) {
  return globSync(patterns, { exclude: ["**/playground/**"] })
    .toSorted()
    .map((path) => ({ path, ...measureSource(path, readFileSync(path, "utf8")) }));
}

function check(name: string, value: number, limit: number, places: readonly string[] = []): void {
  const fits = value <= limit;
  if (!fits) short++;
  console.log(
    `${fits ? "ok   " : "SHORT"} ${name.padEnd(34)} ${String(value).padStart(6)}  (at most ${limit})`,
  );
  for (const place of places) console.log(`        ${place}`);
}

function percentile(samples: readonly Sample[], percent: number): number {
  const values = samples.map(({ value }) => value).toSorted((a, b) => a - b);
  return values[Math.max(0, Math.ceil((values.length * percent) / 100) - 1)] ?? 0;
}

function over(samples: readonly Sample[], limit: number): string[] {
  return samples
    .filter(({ value }) => value > limit)
    .map(({ name, value }) => `${name} has ${value} lines`);
}

function sum(measures: readonly { readonly lines: number }[]): number {
  return measures.reduce((total, { lines }) => total + lines, 0);
}
