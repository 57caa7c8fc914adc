import assert from "node:assert/strict";
import { commands, workspace } from "vscode";
import { commands as ids, settings } from "../../src/editor/contributions.ts";
import { extension, row } from "./extension.ts";

describe("the extension", () => {
  it("activates", async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it("registers the commands of its manifest and no others", async () => {
    await extension().activate();
    const all = await commands.getCommands(true);
    const view = /\.(focus|resetViewLocation|open|removeView|toggleVisibility)$/;
    const ours = all.filter((id) => id.startsWith("mcpSandbox.") && !view.test(id));
    assert.deepEqual(ours.toSorted(), Object.values(ids).toSorted());
  });

  it("allows no server without a sandbox unless told to", () => {
    assert.equal(workspace.getConfiguration().get(settings.allowUnsandboxed), false);
  });

  it("lists the servers of the sample, stopped", async () => {
    for (const name of ["filesystem", "everything", "clock"])
      assert.equal((await row(name))?.description, "stopped", name);
  });
});
