import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../.ci/setup/command.mjs";
import { editorRoot, node24, root, workFolder } from "../../.ci/setup/folders.mjs";
import { Workbench } from "../harness/workbench.ts";

const largestBytes = 3 * 1024 * 1024;
const staged = join(workFolder, "package");
const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");

describe("the package", () => {
  let folder = "";
  let vsix = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mcp-sandbox-package-"));
    vsix = join(folder, "mcp-sandbox.vsix");
    await run("npm", ["run", "package", "--", vsix], { cwd: root });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("is smaller than 3 MB", async () => {
    expect((await stat(vsix)).size).toBeLessThan(largestBytes);
  });

  test("holds the product, its licences, and nothing else", async () => {
    const listed = await run(node24, [vsce, "ls", "--no-dependencies"], { cwd: staged });
    const tops = listed
      .trim()
      .split("\n")
      .map((path) => path.replace(/^(dist|media)\/.*/, "$1"));
    expect([...new Set(tops)].toSorted()).toEqual(
      ["CHANGELOG.md", "LICENSE", "README.md", "dist", "media", "package.json"].toSorted(),
    );
    expect(listed).toContain("dist/NOTICES.txt");
    expect(listed).not.toMatch(/\.map$|\.ts$|\/src\//m);
  });

  test("installs, and runs a server", async () => {
    await using workbench = await Workbench.open({
      install: (extensions, userData) => installPackage(vsix, extensions, userData),
    });
    await workbench.openView();
    const clock = workbench.row("server clock");
    await clock.waitFor({ timeout: 60_000 });
    await workbench.start("clock");
    await workbench.row("server clock, running").waitFor({ timeout: 60_000 });
  });
});

/** Installs as a user does by *Install from VSIX*. */
async function installPackage(vsix: string, extensions: string, userData: string): Promise<void> {
  await run(node24, [
    join(editorRoot, "out", "server-main.js"),
    ...["--install-extension", vsix, "--extensions-dir", extensions],
    ...["--user-data-dir", userData, "--server-data-dir", join(userData, "server")],
    "--accept-server-license-terms",
  ]);
}
