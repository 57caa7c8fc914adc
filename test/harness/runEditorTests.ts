/** Runs test/editor in an extension host: that of the desktop editor when asked for, else of the served one. */
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { globSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { root, workFolder } from "../../.ci/setup/folders.mjs";

const suite = join(workFolder, "suite");
const temporary = await mkdtemp(join(tmpdir(), "mcp-sandbox-tests-"));
const result = process.env["EDITOR_TESTS_RESULT"] ?? join(temporary, "result.json");
try {
  await bundleSuite();
  const workspace = await makeWorkspace();
  await runTests({
    ...servedEditor(),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(suite, "editorSuite.mjs"),
    launchArgs: [
      workspace,
      `--user-data-dir=${join(temporary, "user")}`,
      `--extensions-dir=${join(temporary, "extensions")}`,
    ],
    extensionTestsEnv: {
      EDITOR_TESTS_RESULT: result,
      EDITOR_TESTS_PREFIX: "[test] ",
      MCP_SANDBOX_DATA: join(temporary, "data"),
    },
  });
  console.log(await readFile(result, "utf8"));
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await rm(temporary, { recursive: true, force: true });
}

/** `DESKTOP_EDITOR=1` takes a desktop VS Code, which is downloaded when there is none. */
function servedEditor(): { vscodeExecutablePath?: string } {
  if (process.env["DESKTOP_EDITOR"] !== undefined) return {};
  process.env["PATH"] = join(root, "node_modules", ".bin") + delimiter + process.env["PATH"];
  return { vscodeExecutablePath: join(root, "test", "harness", "codeShim.ts") };
}

async function bundleSuite(): Promise<void> {
  await rm(suite, { recursive: true, force: true });
  await build({
    entryPoints: [
      { in: join(root, "test/harness/editorSuite.ts"), out: "editorSuite" },
      ...globSync("test/editor/**/*.test.ts", { cwd: root }).map((file) => ({
        in: join(root, file),
        out: file.slice("test/editor/".length, -".ts".length),
      })),
    ],
    outdir: suite,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    target: "node20.18",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
}

async function makeWorkspace(): Promise<string> {
  const workspace = join(temporary, "workspace");
  await cp(join(root, "test/sample/playground"), join(workspace, "playground"), {
    recursive: true,
  });
  await cp(join(root, ".vscode"), join(workspace, ".vscode"), { recursive: true });
  return workspace;
}
