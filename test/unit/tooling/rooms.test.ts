import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../../.ci/setup/folders.mjs";

/** Import lines by the file that holds them, and whether the room table allows them. */
const allowed = {
  "src/sandbox/local/deep/a.ts": `import { x } from "../../../base/x.ts";`,
  "src/mcp/a.ts": `import { x } from "../sandbox/x.ts";`,
  "src/config/a.ts": `import type { X as x } from "../mcp/x.ts";`,
  "src/panel/a.ts": `import type { X as x } from "../mcp/x.ts";`,
  "src/editor/a.ts": `import { window as x } from "vscode"; import type { X } from "../mcp/x.ts"; export type Y = X;`,
  "src/cli/a.ts": `import { x } from "../sandbox/x.ts";`,
  "src/cli.ts": `import { x } from "./cli/x.ts";`,
  "src/extension.ts": `import { x } from "./sandbox/x.ts"; import { y } from "./editor/x.ts"; export const z = y;`,
};
const refused = {
  "src/base/b.ts": `import { x } from "../sandbox/x.ts";`,
  "src/base/again.ts": `export { x as y } from "../mcp/x.ts"; const x = 1;`,
  "src/base/lazy.ts": `const x = (): Promise<unknown> => import("../mcp/x.ts");`,
  "src/sandbox/local/deep/b.ts": `import { x } from "../../../mcp/x.ts";`,
  "src/mcp/b.ts": `import { x } from "../config/x.ts";`,
  "src/mcp/editor.ts": `import type { Uri as x } from "vscode";`,
  "src/interpreter/b.ts": `import { x } from "../mcp/x.ts";`,
  "src/gateway/b.ts": `import { x } from "../config/x.ts";`,
  "src/config/b.ts": `import { x } from "../mcp/x.ts";`,
  "src/config/client.ts": `import { Client as x } from "@modelcontextprotocol/client";`,
  "src/panel/b.ts": `import { x } from "../mcp/x.ts";`,
  "src/editor/b.ts": `import { x } from "../sandbox/x.ts";`,
  "src/editor/deep/b.ts": `import { x } from "../../cli/x.ts";`,
  "src/cli/b.ts": `import { x } from "../editor/x.ts";`,
  "src/cli/editor.ts": `import { window as x } from "vscode";`,
  "src/base/test.ts": `import { x } from "../../test/fakes/x.ts";`,
  "src/base/one.ts": `import { y } from "./other.ts"; export const x = (): number => y();`,
  "src/base/other.ts": `import { x } from "./one.ts"; export const y = (): number => x();`,
};

let folder = "";
let complaints: Map<string, string[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-sandbox-rooms-"));
  for (const file of ["oxlint.config.ts", "tsconfig.json", "package.json"])
    await cp(join(root, file), join(folder, file));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  for (const [file, line] of Object.entries({ ...allowed, ...refused })) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    const used = line.includes("export const x") || line.includes("export {");
    await writeFile(join(folder, file), used ? `${line}\n` : `${line}\nexport default x;\n`);
  }
  complaints = await lint(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.for(Object.keys(allowed))("%s may have its imports", (file) => {
  expect(complaints.get(file) ?? []).toEqual([]);
});

test.for(Object.keys(refused))("%s is refused its import", (file) => {
  expect(complaints.get(file)).toHaveLength(1);
});

/** The linter's complaints about imports, by file. */
async function lint(cwd: string): Promise<Map<string, string[]>> {
  const output = await new Promise<string>((resolve) => {
    // Finding something is an exit code other than 0.
    execFile(
      join(root, "node_modules/.bin/oxlint"),
      ["--format", "json", "src"],
      { cwd, maxBuffer: 1e8 },
      (_error, stdout) => resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: readonly { readonly code: string; readonly filename: string }[];
  };
  const found = new Map<string, string[]>();
  for (const { code, filename } of diagnostics.filter(({ code: rule }) =>
    /import|cycle/.test(rule),
  ))
    found.set(filename, [...(found.get(filename) ?? []), code]);
  return found;
}
