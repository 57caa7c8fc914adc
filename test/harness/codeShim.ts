#!/usr/bin/env node
/**
 * Takes the place of the desktop's `code` program for @vscode/test-electron: runs the suite in the
 * extension host of the served editor, shown in a headless browser.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { format, parseArgs } from "node:util";
import { launchBrowser } from "./browser.ts";
import { startEditor, workbenchUrl } from "./editorServer.ts";
import { development, patchConfiguration } from "./workbenchConfiguration.ts";

const longestRunMs = 300_000;
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: "string", multiple: true },
    extensionTestsPath: { type: "string" },
    "user-data-dir": { type: "string" },
    "extensions-dir": { type: "string" },
  },
});

process.exitCode = await runSuite();

async function runSuite(): Promise<number> {
  const userData = values["user-data-dir"];
  const extensions = values["extensions-dir"];
  await using editor = await startEditor({
    ...(typeof userData === "string" ? { userData } : {}),
    ...(typeof extensions === "string" ? { extensions } : {}),
  });
  await using browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const lines: string[] = [];
  const ended = Promise.withResolvers<number>();
  await page.exposeFunction("codeAutomationExit", ended.resolve);
  await page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => {
    lines.push(show(format(...args)));
  });
  page.on("crash", () => ended.reject(new Error("The page crashed.")));
  const under = (values.extensionDevelopmentPath ?? []).map((path) => resolve(String(path)));
  const suite = resolve(String(values.extensionTestsPath));
  await patchConfiguration(page, development(editor, under, suite));
  await page.goto(workbenchUrl(editor, resolve(positionals[0] ?? ".")));
  const late = setTimeout(ended.reject, longestRunMs, new Error("The run does not end."));
  try {
    return withResult(await ended.promise);
  } catch (error) {
    console.error(String(error));
    return 1;
  } finally {
    clearTimeout(late);
    if (!hasResult()) console.error(lines.slice(-60).join("\n"));
  }
}

/** Prints a line of the suite; the editor's own lines are kept for the case of a failure. */
function show(line: string): string {
  const prefix = process.env["EDITOR_TESTS_PREFIX"];
  if (prefix !== undefined && line.startsWith(prefix)) console.log(line.slice(prefix.length));
  return line;
}

/** An extension host that crashes ends with code 0: only a suite that ran to its end left a result. */
function withResult(code: number): number {
  if (code !== 0 || hasResult()) return code;
  console.error("The extension host ended before the suite did.");
  return 70;
}

function hasResult(): boolean {
  const file = process.env["EDITOR_TESTS_RESULT"];
  return file === undefined || existsSync(file);
}
