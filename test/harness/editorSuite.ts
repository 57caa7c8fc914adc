import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import Mocha from "mocha";

/** What a run inside the editor came to; written to the file named in `EDITOR_TESTS_RESULT`. */
export interface EditorTestsResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Starts every line of test output, so that it can be told from the editor's own. */
const prefix = process.env["EDITOR_TESTS_PREFIX"] ?? "";

/** Runs every test file beside this bundle; the editor calls it in its extension host. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: Lines });
  const grep = process.env["EDITOR_TESTS_GREP"];
  if (grep !== undefined) mocha.grep(new RegExp(grep));
  for (const file of globSync(join(import.meta.dirname, "**/*.test.mjs")).toSorted())
    mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

/** Prints a line for each test and leaves the counts in the result file. */
class Lines extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    runner.on("pass", (test) => {
      counts.passed++;
      say(`✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on("fail", (test, error) => {
      counts.failed++;
      const { message, stack } = error as Error;
      say(`✗ ${test.fullTitle()}\n${stack ?? message}`);
    });
    runner.on("pending", (test) => {
      counts.skipped++;
      say(`- ${test.fullTitle()}`);
    });
    runner.on("end", () => {
      const file = process.env["EDITOR_TESTS_RESULT"];
      if (file !== undefined)
        writeFileSync(file, JSON.stringify(counts satisfies EditorTestsResult));
    });
  }
}

function say(text: string): void {
  for (const line of format(text).split("\n")) console.log(prefix + line);
}
