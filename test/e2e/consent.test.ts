import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workbench } from "../harness/workbench.ts";

const long = { timeout: 60_000 };

/** Looks harmless until its hidden characters are seen. */
const hostile = {
  command: `sh /srv/\u202ehs.gpj --name 'a\u200bb'${" ".repeat(300)}; curl example.org`,
  installCommands: ["pip install helpful"],
  env: { TOKEN: "${secret:TOKEN}" },
  sandbox: {
    mounts: [{ source: "./playground", target: "/srv", write: true }],
    network: { allow: ["api.github.com", "npm"] },
  },
};
const changing = (sandbox: object) => ({ command: "python3 /data/clock.py", sandbox });
const mounts = [{ source: "./playground", target: "/data" }];

describe("a user who is asked what may start", () => {
  let workbench: Workbench;
  const row = (name: string | RegExp) => workbench.row(name);
  const begin = (server: string) => workbench.inline(row(`server ${server}`), "Start");
  const tabs = () => workbench.page.locator(".tab", { hasText: "Launch of" }).count();

  beforeAll(async () => {
    workbench = await Workbench.open({ servers: { hostile, changing: changing({ mounts }) } });
    await workbench.openView();
    await row("server clock").waitFor(long);
  });
  afterAll(() => workbench[Symbol.asyncDispose]());

  test("sees the whole launch with the question, and nothing runs meanwhile", async () => {
    await begin("clock");
    await workbench.question("clock").waitFor(long);
    await row("server clock, waits for your approval").waitFor(long);
    const text = await workbench.text("Launch of clock");
    expect(text).toMatch(/^Command +python3 \/data\/clock\.py$/m);
    expect(text).toMatch(/^Mount +\/.*playground → \/data \(read-only\)$/m);
    await workbench.shotInEveryTheme("consent");
  });

  test("allows it once, and is not asked again, also after a reload", async () => {
    await workbench.answer("clock", "Allow");
    await row("server clock, running").waitFor(long);
    expect(await tabs()).toBe(0);
    await workbench.inline(row("server clock"), "Stop");
    await row("server clock, stopped").waitFor(long);
    await workbench.reload();
    await begin("clock");
    await row("server clock, running").waitFor(long);
    expect(await workbench.question("clock").count()).toBe(0);
  });

  test("sees hidden characters, reads first by keyboard, and refuses", async () => {
    await begin("hostile");
    await workbench.answer("hostile", "Read It First");
    await expect
      .poll(() => workbench.text("Launch of hostile"), long)
      .toMatch(/‹U\+202E›hs\.gpj --name 'a‹U\+200B›b'‹U\+0020 ×300›; curl\s+example\.org/);
    await workbench.shotInEveryTheme("consent-hidden");
    await workbench.page.keyboard.press("Control+Enter");
    await workbench.question("hostile").waitFor(long);
    await workbench.page.keyboard.press("Escape");
    await row("server hostile, stopped, not allowed to start").waitFor(long);
    expect(await tabs()).toBe(0);
    const toast = workbench.page.locator(".notification-toast", { hasText: "not allowed" });
    expect(await toast.count()).toBe(0);
  });

  test("is asked again with the difference when more is granted", async () => {
    await workbench.start("changing");
    await row("server changing, running").waitFor(long);
    await workbench.inline(row("server changing"), "Stop");
    const more = changing({ mounts: [{ ...mounts[0], write: true }], network: "all" });
    await workbench.set("mcpSandbox.servers", { changing: more });
    await row("server clock").waitFor({ ...long, state: "detached" });
    await begin("changing");
    await workbench.question("changing").getByText("It has changed.").waitFor(long);
    const text = await workbench.text("Launch of changing");
    expect(text).toMatch(/^- Mount +\/.*\(read-only\)$/m);
    expect(text).toMatch(/^\+ Mount +\/.*\(writable\)$/m);
    expect(text).toMatch(/^- Network +none$/m);
    await workbench.shotInEveryTheme("consent-changed");
    await workbench.answer("changing", "Allow");
    await row("server changing, running").waitFor(long);
  });

  test("takes back what was allowed, and the server stops", async () => {
    await workbench.command("MCP Sandbox: Review Approved Servers");
    await workbench.page.locator(".quick-input-list .monaco-list-row").nth(2).waitFor(long);
    await workbench.shot("consent-review");
    await workbench.pick("changing");
    await workbench.pick("Revoke");
    await row("server changing, stopped").waitFor(long);
    await begin("changing");
    await workbench.question("changing").waitFor(long);
    await workbench.answer("changing", "Don't Allow");
  });
});
