/** Runs every suite, whatever became of those before it; the last line is the sum. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { check } from "./check.ts";
import type { Counts } from "./counts.ts";
import { endWithUs } from "./endWithUs.mjs";
import { root } from "./setup/folders.mjs";

const temporary = await mkdtemp(join(tmpdir(), "mcp-sandbox-results-"));
const suites = {
  check,
  unit: () => vitest("unit"),
  integration: () => vitest("integration"),
  editor: () => editor(),
  "end to end": () => vitest("e2e"),
};

const all: Counts[] = [];
for (const [name, suite] of Object.entries(suites)) {
  const startedAt = Date.now();
  console.log(`\n── ${name} ──`);
  const counts = notEmpty(await suite());
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${name}: ${inWords(counts)} (${seconds} s)`);
  all.push(counts);
}
await rm(temporary, { recursive: true, force: true });
const total = all.reduce(add);
console.log(`\n${inWords(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function vitest(project: string): Promise<Counts> {
  const report = join(temporary, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run("vitest", ["run", "--project", project, ...reporters], {});
  const read = await readReport(report);
  if (read === undefined) return crashed(project);
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = read;
  // A file that does not load, or an error outside of any test, fails the run without failing a test.
  const failed = numFailedTests === 0 && code !== 0 ? 1 : numFailedTests;
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

async function readReport(file: string): Promise<VitestReport | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as VitestReport);
}

async function editor(): Promise<Counts> {
  const result = join(temporary, "editor.json");
  const code = await run("node", ["test/harness/runEditorTests.ts"], {
    EDITOR_TESTS_RESULT: result,
  });
  const text = await readFile(result, "utf8").catch(() => undefined);
  if (text === undefined) return crashed("editor");
  const counts = JSON.parse(text) as Counts;
  return counts.failed === 0 && code !== 0 ? { ...counts, failed: 1 } : counts;
}

/** A suite in which nothing ran has not been passed. */
function notEmpty(counts: Counts): Counts {
  if (counts.passed + counts.failed > 0) return counts;
  console.log("No test ran.");
  return { ...counts, failed: 1 };
}

/** A suite that left no report counts as one failure. */
function crashed(name: string): Counts {
  console.log(`The suite "${name}" ended without a report.`);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const PATH = join(root, "node_modules", ".bin") + delimiter + process.env["PATH"];
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PATH, ...env },
    stdio: "inherit",
  });
  endWithUs(child);
  return await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}

function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

function inWords({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
