import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workbench } from "../harness/workbench.ts";

const long = { timeout: 60_000 };

const clock = "python3 ${workspaceFolder}/playground/clock.py";

/** Tells that it got a secret by its length alone, and ends. */
const secretive = {
  command: `sh -c 'echo "\${#TOKEN} characters of $TOKEN" >&2; exit 1'`,
  env: { TOKEN: "${secret:TOKEN}" },
};

describe("a user who sets servers up", () => {
  let workbench: Workbench;
  const row = (name: string | RegExp) => workbench.row(name);
  const box = () => workbench.page.locator(".quick-input-widget:visible");
  const input = () => box().locator("input").first();
  const title = (text: string) => box().getByText(text).waitFor(long);

  beforeAll(async () => {
    workbench = await Workbench.open({ servers: { secretive } });
    await workbench.openView();
    await row("server clock").waitFor(long);
  });
  afterAll(() => workbench[Symbol.asyncDispose]());

  const settings = async () => {
    const text = await readFile(join(workbench.folder, ".vscode", "settings.json"), "utf8");
    return (JSON.parse(text) as { "mcpSandbox.servers": Record<string, unknown> })[
      "mcpSandbox.servers"
    ];
  };

  async function answer(text: string): Promise<void> {
    await input().fill(text);
    await workbench.page.keyboard.press("Enter");
  }

  test("is asked step by step, told what is wrong, and can go back", async () => {
    await workbench.command("MCP Sandbox: Add Server");
    await title("Add MCP Server (1/5)");
    await input().fill("run ${input:token}");
    await box().getByText("is not known here").waitFor(long);
    await answer(clock);
    await title("Add MCP Server (2/5)");
    expect(await input().inputValue()).toBe("clock");
    await box().getByText("There is a server clock already.").waitFor({ state: "detached" });
    await box().getByRole("button", { name: "Back" }).click();
    await title("Add MCP Server (1/5)");
    expect(await input().inputValue()).toBe(clock);
    await workbench.page.keyboard.press("Enter");
    await title("Add MCP Server (2/5)");
    await answer("second-clock");
    await title("Add MCP Server (3/5)");
    await workbench.pick("for reading and writing");
    await title("Add MCP Server (4/5)");
    await workbench.pick("Nothing");
    await title("Add MCP Server (5/5)");
    await workbench.pick("This workspace");
    await row("server second-clock, stopped").waitFor(long);
    expect((await settings())["second-clock"]).toEqual({
      command: clock,
      sandbox: { mounts: [{ source: "${workspaceFolder}", write: true }] },
    });
  });

  test("takes servers over from another program's JSON", async () => {
    await workbench.command("MCP Sandbox: Add from JSON");
    await workbench.pick("Paste here");
    await title("Add MCP Servers from JSON");
    await answer('{ "mcpServers": { "taken": { "command": "python3", "args": ["-V"] } } }');
    await box()
      .getByText("Check each command")
      .or(box().getByText("python3 -V"))
      .first()
      .waitFor(long);
    await box().getByRole("button", { name: "OK" }).click();
    await workbench.pick("This workspace");
    await row("server taken, stopped").waitFor(long);
    expect((await settings())["taken"]).toMatchObject({ args: ["-V"] });
  });

  test("removes a server after being asked", async () => {
    await workbench.command("MCP Sandbox: Remove");
    await workbench.pick("taken");
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText("Remove the server taken?").waitFor(long);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await row("server taken").waitFor({ state: "detached" });
    expect(Object.keys(await settings())).not.toContain("taken");
  });

  test("is asked for a secret once; it is in no setting and no log", async () => {
    await workbench.start("secretive");
    await title("MCP Sandbox: Secret TOKEN");
    await workbench.shot("secret");
    await answer("not-to-be-seen");
    await row("last line: 14 characters of •••").waitFor(long);
    expect(JSON.stringify(await settings())).not.toContain("not-to-be-seen");
    await workbench.inline(row("server secretive"), "Start");
    await row("server secretive, failed").waitFor(long);
    expect(await box().count()).toBe(0);
  });

  test("runs a server from one command line and saves nothing", async () => {
    const before = await settings();
    await workbench.command("MCP Sandbox: Quick Run");
    await title("Quick Run (1/3)");
    await answer(clock);
    await workbench.pick("for reading");
    await workbench.pick("Nothing");
    await workbench.pick("add_days");
    await expect
      .poll(() => workbench.text("Untitled"), long)
      .toContain("/quick-clock/add_days.json");
    await row("server quick-clock, running").waitFor(long);
    expect(await settings()).toEqual(before);
    await workbench.inline(row("server quick-clock"), "Stop");
    await row("server quick-clock").waitFor({ state: "detached" });
  });
});

test("an untrusted workspace starts nothing and its settings name no server", async () => {
  const own = { own: { command: "sleep 600" } };
  await using workbench = await Workbench.open({
    editor: {
      askForTrust: true,
      settings: { "security.workspace.trust.startupPrompt": "never", "mcpSandbox.servers": own },
    },
  });
  await workbench.openView();
  await workbench.row("server own").waitFor(long);
  expect(await workbench.rows()).toEqual(["server own, stopped"]);
  await workbench.inline(workbench.row("server own"), "Start");
  await workbench.row("server own, failed, workspace is not trusted").waitFor(long);
  await workbench.shot("untrusted");
  await workbench.command("Workspaces: Manage Workspace Trust");
  await workbench.page
    .getByRole("button", { name: /^Trust$/ })
    .first()
    .click();
  await workbench.row("server clock, stopped").waitFor(long);
});
