import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workbench } from "../harness/workbench.ts";

/** A server that ends before it has said a word of the protocol. */
const broken = { command: "sh -c 'echo the token is missing >&2; exit 3'" };
const long = { timeout: 60_000 };

describe("a new user's first steps", () => {
  let workbench: Workbench;
  const row = (name: string | RegExp) => workbench.row(name);

  beforeAll(async () => {
    workbench = await Workbench.open({ servers: { broken } });
  });
  afterAll(() => workbench[Symbol.asyncDispose]());

  test("the view lists the servers of the settings, stopped", async () => {
    await workbench.openView();
    await expect
      .poll(() => workbench.rows(), long)
      .toEqual(
        ["filesystem", "everything", "clock", "broken"].map((name) =>
          expect.stringContaining(`server ${name}, stopped`),
        ),
      );
    await workbench.shotInEveryTheme("tree-stopped");
  });

  test("a server starts from its row, and its stages show while it does", async () => {
    await workbench.start("everything");
    await row("server everything, starting").waitFor();
    await row(/^install/).waitFor(long);
    await workbench.shot("tree-starting");
    await row("server everything, running").waitFor(long);
  });

  test("a running server shows its tools", async () => {
    await workbench.start("clock");
    await row("server clock, running").waitFor(long);
    await row("tool now").waitFor();
    await workbench.shotInEveryTheme("tree-running");
  });

  test("a tool is called with arguments that are checked while they are typed", async () => {
    await workbench.command("MCP Sandbox: Call Tool");
    await workbench.pick("everything");
    await workbench.pick("get-sum");
    await expect.poll(() => workbench.text("Untitled"), long).toContain('"a": 0');
    // The value to be typed first is selected.
    await workbench.page.locator(".statusbar-item", { hasText: "(1 selected)" }).waitFor();
    await workbench.page.keyboard.type("40");
    await expect.poll(() => workbench.text("Untitled")).toContain('"a": 40,');
    await workbench.shotInEveryTheme("call-arguments");
  });

  test("the result opens beside the arguments", async () => {
    await workbench.page.locator(".codelens-decoration a", { hasText: "Run get-sum" }).click();
    await expect.poll(() => workbench.text("get-sum.md"), long).toContain("sum of 40 and 0 is 40");
    await workbench.shotInEveryTheme("call-result");
  });

  test("a server that fails says why, beneath its row", async () => {
    await workbench.start("broken");
    await row("server broken, failed").waitFor(long);
    await row("reason:").waitFor();
    await workbench.shotInEveryTheme("tree-failed");
  });

  test("a server is stopped from its row", async () => {
    await workbench.inline(row("server clock"), "Stop");
    await row("server clock, stopped").waitFor(long);
    expect(await workbench.row("tool now").count()).toBe(0);
  });

  test("a workspace without servers is welcomed with a way to add one", async () => {
    await workbench.set("mcpSandbox.servers", {});
    const welcome = workbench.page.locator(".sidebar .welcome-view-content");
    await welcome.getByRole("button", { name: "Add Server" }).waitFor(long);
    expect(await workbench.rows()).toEqual([]);
    await workbench.shotInEveryTheme("tree-welcome");
  });
});
