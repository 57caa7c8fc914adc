import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Counts } from "./counts.ts";
import { endWithUs } from "./endWithUs.mjs";
import { root } from "./setup/folders.mjs";

const longestRunMs = 15 * 60_000;

/** Runs a project of vitest.config.ts and counts by its report. */
export async function vitestSuite(project: string, reports: string): Promise<Counts> {
  const report = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run("vitest", ["run", "--project", project, ...reporters], {});
  const read = await readReport<VitestReport>(report);
  if (read === undefined) return crashed;
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = read;
  // A file that does not load, or an error outside of any test, fails the run without failing a test.
  const failed = numFailedTests === 0 && code !== 0 ? 1 : numFailedTests;
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}

/** Runs the suite inside the editor and counts by the file that it leaves. */
export async function editorSuite(reports: string): Promise<Counts> {
  const report = join(reports, "editor.json");
  const env = { EDITOR_TESTS_RESULT: report };
  const code = await run("node", ["test/harness/runEditorTests.ts"], env);
  const counts = await readReport<Counts>(report);
  if (counts === undefined) return crashed;
  return counts.failed === 0 && code !== 0 ? { ...counts, failed: 1 } : counts;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** A suite that left no report counts as one failure. */
const crashed: Counts = { passed: 0, failed: 1, skipped: 0 };

async function readReport<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** Runs a program and prints what it wrote when it is over, so that suites side by side stay apart. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const PATH = join(root, "node_modules", ".bin") + delimiter + process.env["PATH"];
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: longestRunMs,
  });
  endWithUs(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  console.log(output.trimEnd());
  return code;
}
