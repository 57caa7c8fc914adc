import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workbench } from "../harness/workbench.ts";

const long = { timeout: 60_000 };
const servers = join(import.meta.dirname, "../fixtures/servers");
const mail = { command: `node ${servers}/rugPull.mjs`, sandbox: { mounts: [{ source: servers }] } };

describe("a user whose server turns bad", () => {
  let workbench: Workbench;
  const row = (name: string | RegExp) => workbench.row(name);
  const badge = () =>
    workbench.page.locator('.activitybar [aria-label^="MCP Sandbox"] ~ .badge .badge-content');
  const diff = (tool: string) =>
    workbench.page.locator(".tab.active", { hasText: new RegExp(`^${tool} \\(mail\\):`) });
  const title = (action: string) =>
    workbench.page.locator(`.editor-actions a.action-label[aria-label^="${action}"]`);

  beforeAll(async () => {
    workbench = await Workbench.open({ servers: { mail } });
    await workbench.openView();
    await row("server mail").waitFor(long);
    await workbench.start("mail");
    await row("server mail, running, 2 tools").waitFor(long);
    await workbench.inline(row("server mail"), "Stop");
    await row("server mail, stopped").waitFor(long);
    await workbench.inline(row("server mail"), "Start");
  });
  afterAll(() => workbench[Symbol.asyncDispose]());

  test("sees by the badge and in the tree what waits", async () => {
    await row(/^server mail, 2 tools to review, running, 3 tools/).waitFor(long);
    await row("tool send, changed, 3 findings").waitFor(long);
    await row("tool archive, new, 1 finding").waitFor(long);
    await expect.poll(() => badge().first().innerText()).toBe("2");
    await workbench.shotInEveryTheme("tools-waiting");
  });

  test("sees what was approved beside what is offered, and what is found in it", async () => {
    await workbench.command("MCP Sandbox: Review Tool Changes");
    await workbench.shot("tools-pick");
    await workbench.pick("send");
    await diff("send").waitFor(long);
    await workbench.page.locator(".monaco-diff-editor .squiggly-warning").first().waitFor(long);
    const text = await workbench.page.locator(".editor.modified .view-line").allInnerTexts();
    const shown = text.join("\n").replaceAll("\u00a0", " ");
    expect(shown).toContain("\\u{200b}");
    expect(shown).toContain("Names keys of SSH or GPG.");
    await workbench.shotInEveryTheme("tool-review");
  });

  test("blocks one and approves the other", async () => {
    await title("Block Tool").first().click();
    await diff("send").waitFor({ state: "detached" });
    await row("tool send, changed, blocked").waitFor(long);
    await workbench.inline(row("tool archive"), "Review Tool Changes");
    await diff("archive").waitFor(long);
    await workbench.shot("tool-review-new");
    await title("Approve Tool").first().click();
    await row(/^tool archive, Archives mails/).waitFor(long);
    await expect.poll(() => badge().first().isVisible()).toBe(false);
  });
});
