/** Runs every suite, whatever became of the others; the last line is the sum. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, checkNames } from "./check.ts";
import { type Counts, inWords, sum } from "./counts.ts";
import { editorSuite, vitestSuite } from "./suites.ts";

// Suites under way are told to end by whoever started them; those to come are not begun.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, () => setTimeout(() => process.exit(130), 5000));

const reports = await mkdtemp(join(tmpdir(), "mcp-sandbox-results-"));
const counts: Counts[] = [];

// What the other suites run.
await run("bundles", () => check(["bundles"]));
// Much of the time goes by in waiting, so that two run side by side.
await Promise.all([
  inTurn(
    ["check", () => check(checkNames.filter((name) => name !== "bundles"))],
    ["unit", () => vitestSuite("unit", reports)],
    ["integration", () => vitestSuite("integration", reports)],
  ),
  inTurn(["editor", () => editorSuite(reports)], ["end to end", () => vitestSuite("e2e", reports)]),
]);
await rm(reports, { recursive: true, force: true });
const total = sum(counts);
console.log(`\n${inWords(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function inTurn(...suites: readonly Parameters<typeof run>[]): Promise<void> {
  for (const suite of suites) await run(...suite);
}

async function run(name: string, suite: () => Promise<Counts>): Promise<void> {
  const startedAt = Date.now();
  console.log(`… ${name}`);
  const found = await suite();
  // A suite in which nothing ran has not been passed.
  const isEmpty = found.passed + found.failed === 0;
  const counted = isEmpty ? { ...found, failed: 1 } : found;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const mark = counted.failed === 0 ? "✓" : "✗";
  console.log(`${mark} ${name}: ${isEmpty ? "no test ran" : inWords(counted)} (${seconds} s)`);
  counts.push(counted);
}
