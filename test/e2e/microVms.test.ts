import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeE2B } from "../fakes/e2b/fakeE2B.ts";
import { Workbench } from "../harness/workbench.ts";

const target = "/home/user/data";
const clock = {
  command: `python3 ${target}/clock.py`,
  sandbox: { provider: "e2b", mounts: [{ source: "./playground", target }] },
};
const long = { timeout: 60_000 };

/** The service is a fake; all that the user sees is as with the real one. */
describe("servers in microVMs", () => {
  let fake: FakeE2B;
  let workbench: Workbench;
  const row = (name: string | RegExp) => workbench.row(name);
  const input = () => workbench.page.locator(".quick-input-widget input").first();

  beforeAll(async () => {
    fake = await FakeE2B.start();
    const env = { E2B_API_URL: fake.url, E2B_SANDBOX_URL: fake.url };
    workbench = await Workbench.open({ servers: { cloud: clock }, editor: { env } });
  });
  afterAll(async () => {
    await workbench[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });

  test("without a key a start says so, with the way to set one", async () => {
    await workbench.openView();
    await row("server cloud, stopped").waitFor(long);
    await workbench.start("cloud");
    await row("server cloud, failed").waitFor(long);
    await workbench.shot("e2b-no-key");
  });

  test("the key is asked for, tried, and kept", async () => {
    await workbench.command("MCP Sandbox: Set E2B API Key");
    await input().fill(fake.apiKey);
    await workbench.shot("e2b-set-key");
    await workbench.page.keyboard.press("Enter");
    await workbench.page.locator(".notification-toast", { hasText: /key/i }).first().waitFor(long);
    await workbench.shot("e2b-key-works");
  });

  test("a server starts in a microVM, which has a row of its own", async () => {
    await workbench.inline(row("server cloud"), "Start");
    await row("server cloud, running").waitFor(long);
    await row("tool now").waitFor(long);
    await row(/microVM/)
      .first()
      .waitFor(long);
    await workbench.shotInEveryTheme("e2b-running");
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("its files open in a view of their own, and a file is read and saved", async () => {
    await workbench.command("MCP Sandbox: Open Sandbox Files");
    await workbench.pick("microVM");
    const files = workbench.page.locator(".pane", { hasText: "Sandbox Files" });
    await files.getByRole("treeitem", { name: /user\/data,/ }).click();
    await files.getByRole("treeitem", { name: /data\/README\.md/ }).click();
    await expect.poll(() => workbench.text("README.md"), long).not.toBe("");
    await workbench.shotInEveryTheme("e2b-files");
    await workbench.group("README.md").locator(".view-line").first().click();
    await workbench.page.keyboard.type("Written from the editor. ");
    await workbench.page.keyboard.press("Control+S");
    const [box] = fake.sandboxes.all;
    const read = () => readFile(box?.root.outside("data/README.md") ?? "", "utf8");
    await expect.poll(read, long).toContain("Written from the editor.");
  });

  test("what runs is listed with what can be done", async () => {
    await workbench.command("MCP Sandbox: Show Sandboxes");
    await workbench.page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await workbench.shot("e2b-list");
    await workbench.page.keyboard.press("Escape");
  });

  test("all of them are ended from the list", async () => {
    await workbench.command("MCP Sandbox: Stop All Sandboxes");
    await workbench.page
      .getByRole("button", { name: /^(Stop|End)/ })
      .first()
      .click();
    await expect.poll(() => fake.counts, long).toEqual({ sandboxes: 0, processes: 0 });
    await workbench.shot("e2b-ended");
  });
});

/** The key is in the environment: this editor forgets its secrets at a reload. */
test("after a reload a server runs again in the same microVM, and what was lost is said", async () => {
  await using fake = await FakeE2B.start();
  const env = { E2B_API_URL: fake.url, E2B_SANDBOX_URL: fake.url, E2B_API_KEY: fake.apiKey };
  await using workbench = await Workbench.open({ servers: { cloud: clock }, editor: { env } });
  await workbench.openView();
  await workbench.row("server cloud, stopped").waitFor(long);
  await workbench.start("cloud");
  await workbench.row("server cloud, running").waitFor(long);
  const [before] = fake.sandboxes.all;
  const note = before?.root.outside("note") ?? "";
  await writeFile(note, "Written before the reload.");
  await workbench.reload();
  const told = workbench.page.locator(".notification-toast", { hasText: "Lost in the reload" });
  await told.first().waitFor(long);
  const words = await told.first().innerText();
  expect(words).toContain("what cloud had in memory, and calls under way.");
  expect(words).toContain("Kept: its microVM and disk, with all that is installed");
  await workbench.row("server cloud, running").waitFor(long);
  await workbench
    .row(/microVM base,.* found again/)
    .first()
    .waitFor(long);
  await workbench.shot("e2b-reloaded");
  expect(fake.sandboxes.all.map(({ id }) => id)).toEqual([before?.id]);
  expect(await readFile(note, "utf8")).toBe("Written before the reload.");
});
