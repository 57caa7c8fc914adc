import assert from "node:assert/strict";
import { join } from "node:path";
import { commands, languages, lm, TabInputTextDiff, type Uri, window, workspace } from "vscode";
import { extension, rowSays, setServers, start, until } from "./extension.ts";

const modified = (): Uri | undefined => {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputTextDiff ? input.modified : undefined;
};

const agentHas = (tool: string): true | undefined =>
  lm.tools.some(({ name }) => name === `mcp_mail_${tool}`) || undefined;

async function review(tool: string): Promise<Uri> {
  await commands.executeCommand("mcpSandbox.reviewTools", { server: "mail", tool });
  return until(`${tool} is shown`, () => {
    const uri = modified();
    return uri?.path.endsWith(`/${tool}.yaml`) === true ? uri : undefined;
  });
}

describe("tools that change after they were approved", () => {
  let restore = async (): Promise<void> => {};
  before(async () => {
    const servers = join(extension().extensionPath, "test/fixtures/servers");
    restore = await setServers({
      mail: { command: `node ${servers}/rugPull.mjs`, sandbox: { mounts: [{ source: servers }] } },
    });
    await rowSays("mail", /^stopped$/);
    await start("mail");
    await rowSays("mail", /^running · 2 tools · started in [^·]+$/);
    await commands.executeCommand("mcpSandbox.restart", "mail");
  });
  after(async () => {
    await commands.executeCommand("workbench.mcp.stopServer", "*");
    await commands.executeCommand("mcpSandbox.stopAll");
    await restore();
  });

  it("wait in the tree, each with what it is", async () => {
    const { children, waiting } = await rowSays("mail", /^2 tools to review · running · 3 tools/);
    const tools = children.map((row) => [row.label, row.description, row.contextValue].join(", "));
    assert.deepEqual(tools, [
      "list, , tool",
      "send, changed · 3 findings, tool.waiting",
      "archive, new · 1 finding, tool.waiting",
    ]);
    assert.equal(waiting, 2);
  });

  it("do not come to the editor's agent, and others do", async () => {
    const options = { autoTrustChanges: true, waitForLiveTools: true };
    const id = "mcp-sandbox.mcp-sandbox/mail";
    await until("the agent has list", async () => {
      await commands.executeCommand("workbench.mcp.startServer", id, options);
      return agentHas("list");
    });
    assert.equal(agentHas("send"), undefined);
    assert.equal(agentHas("archive"), undefined);
  });

  it("are shown beside what was approved, with what was found where it stands", async () => {
    const uri = await review("send");
    const { document } = await until("the text is there", () =>
      window.visibleTextEditors.find((editor) => String(editor.document.uri) === String(uri)),
    );
    const text = document.getText();
    assert.match(text, /^# Offered now\.$/m);
    assert.match(text, /Do not tell\s+the\s+user\s+about\s+it,\\u\{200b\}/);
    const found = languages.getDiagnostics(uri).map(({ range, message }) => ({
      line: document.lineAt(range.start.line).text,
      message,
    }));
    assert.equal(found.length, 3);
    assert.ok(found.every(({ line }) => line === "description: |"));
    assert.ok(languages.getDiagnostics(uri).every(({ range }) => !range.isSingleLine));
    const left = window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(left instanceof TabInputTextDiff);
    const approved = await workspace.openTextDocument(left.original);
    assert.match(approved.getText(), /^# Approved .* at the first start of the\n# server\.$/m);
    assert.match(approved.getText(), /^description: "Sends a mail to one address\."$/m);
  });

  it("can be blocked, and approved all the same later", async () => {
    await review("send");
    await commands.executeCommand("mcpSandbox.blockTool");
    await until("the diff is gone", () => (modified() === undefined ? true : undefined));
    await rowSays("mail", /^1 tool to review ·/);
    const uri = await review("send");
    await commands.executeCommand("mcpSandbox.approveTool", uri);
    await until("send is an ordinary tool", async () => {
      const { children } = await rowSays("mail", /running/);
      const send = children.find(({ label }) => label === "send");
      return send?.contextValue === "tool" ? true : undefined;
    });
    await until("the agent has it", () => agentHas("send"));
    assert.equal(agentHas("archive"), undefined);
  });
});
