import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { makeSample } from "../../.ci/sample.ts";
import { workFolder } from "../../.ci/setup/folders.mjs";
import { launchBrowser } from "./browser.ts";
import { linkExtension, startEditor, workbenchUrl } from "./editorServer.ts";
import type { EditorOptions, EditorServer } from "./editorServer.ts";
import { patchConfiguration, type WorkbenchPatch } from "./workbenchConfiguration.ts";

const shots = join(workFolder, "shots");

/** The themes in which screenshots are taken, and the class that the workbench wears in each. */
const themes = {
  light: { setting: "Light 2026", worn: ".vs" },
  "high-contrast": { setting: "Default High Contrast", worn: ".hc-black" },
  dark: { setting: "Dark 2026", worn: ".vs-dark" },
} as const;

export interface WorkbenchOptions {
  /** Servers beside those of the sample. */
  readonly servers?: Readonly<Record<string, unknown>>;
  /** Puts the extension into the folder of installed ones. */
  readonly install?: (extensions: string, userData: string) => Promise<void>;
  /** What the editor is started with. */
  readonly editor?: Pick<EditorOptions, "askForTrust" | "settings" | "env">;
  /** What of the workbench's own configuration is to be different. */
  readonly configuration?: WorkbenchPatch;
}

/** The editor as a new user sees it: served, opened in a browser, with the sample workspace. */
export class Workbench implements AsyncDisposable {
  readonly page: Page;
  readonly folder: string;
  readonly #editor: EditorServer;
  readonly #browser: Browser;
  readonly #temporary: string;

  private constructor(parts: {
    page: Page;
    folder: string;
    editor: EditorServer;
    browser: Browser;
    temporary: string;
  }) {
    this.page = parts.page;
    this.folder = parts.folder;
    this.#editor = parts.editor;
    this.#browser = parts.browser;
    this.#temporary = parts.temporary;
  }

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const temporary = await mkdtemp(join(tmpdir(), "mcp-sandbox-e2e-"));
    const folder = await makeSample(join(temporary, "workspace"));
    await addServers(folder, options.servers);
    const extensions = join(temporary, "extensions");
    await mkdir(extensions);
    const userData = join(temporary, "user");
    await (options.install ?? linkExtension)(extensions, userData);
    const env = { ...options.editor?.env, MCP_SANDBOX_DATA: join(temporary, "data") };
    const editor = await startEditor({ ...options.editor, extensions, userData, env });
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    if (options.configuration !== undefined) await patchConfiguration(page, options.configuration);
    await page.goto(workbenchUrl(editor, folder));
    await page.locator(".monaco-workbench").waitFor();
    return new Workbench({ page, folder, editor, browser, temporary });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#editor[Symbol.asyncDispose]();
    await rm(this.#temporary, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Reloads the window, as its user does, and opens the view where it is not. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator(".monaco-workbench").waitFor();
    const view = this.page.locator(".sidebar").getByRole("treeitem").first();
    const isOpen = await view.waitFor({ timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    if (!isOpen) await this.openView();
  }

  /** Runs a command as a user does: by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(`>${title}`);
    const first = this.page.locator(".quick-input-list .monaco-list-row.focused", {
      hasText: title,
    });
    await first.waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Chooses an entry of the list that is open. */
  async pick(entry: string | RegExp): Promise<void> {
    await this.page
      .locator(".quick-input-list .monaco-list-row", { hasText: entry })
      .first()
      .click();
  }

  /** Opens the view from the activity bar. */
  async openView(): Promise<void> {
    await this.page.locator('.activitybar [aria-label^="MCP Sandbox"]').first().click();
  }

  /** A row of the view by the beginning of its name. */
  row(name: string | RegExp): Locator {
    return this.page.locator(".sidebar").getByRole("treeitem", { name });
  }

  /** What the rows of the view say, with all that a screen reader reads, one string each. */
  async rows(): Promise<string[]> {
    const rows = await this.page.locator(".sidebar [role=treeitem]").all();
    const labels = await Promise.all(rows.map((row) => row.getAttribute("aria-label")));
    return labels.map((label) => label ?? "");
  }

  /** Presses a button that a row shows while the pointer is over it. */
  async inline(row: Locator, action: string): Promise<void> {
    await row.hover();
    await row.locator(`a.action-label[aria-label^="${action}"]`).click();
  }

  /** Starts a server from its row for the first time, and allows what it starts. */
  async start(server: string): Promise<void> {
    const start = (): Promise<void> => this.inline(this.row(`server ${server}`), "Start");
    await start();
    const asked = this.question(server).waitFor({ timeout: 15_000 });
    // On a busy machine a row that is drawn anew may swallow the click.
    await asked.catch(() => start().catch(() => {}));
    await this.answer(server, "Allow");
  }

  /** The list that asks whether a server may start. */
  question(server: string): Locator {
    const text = `May ${server} start?`;
    return this.page.locator(".quick-input-widget:visible").filter({ hasText: text });
  }

  /** Waits to be asked whether a server may start, and answers. */
  async answer(server: string, label: "Allow" | "Read It First" | "Don't Allow"): Promise<void> {
    const question = this.question(server);
    await question.waitFor({ timeout: 60_000 });
    const row = question.locator(".monaco-list-row", { hasText: label }).first();
    // What comes at once may have been meant for something else, and is not taken.
    while ((await question.count()) > 0) {
      await row.click({ timeout: 1000 }).catch(() => {});
      await question.waitFor({ state: "hidden", timeout: 700 }).catch(() => {});
    }
  }

  /** The editor group that holds a document whose tab begins with `title`. */
  group(title: string | RegExp): Locator {
    return this.page
      .locator(".editor-group-container")
      .filter({ has: this.page.locator(".tab.active", { hasText: title }) });
  }

  /** The text of the editor in a group, as far as it is on the screen. */
  async text(title: string | RegExp): Promise<string> {
    const lines = await this.group(title).locator(".view-line").allInnerTexts();
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  async shot(name: string): Promise<void> {
    await mkdir(shots, { recursive: true });
    await this.page.mouse.move(700, 700); // off the rows, whose buttons and tips would show
    await this.page.screenshot({ path: join(shots, `${name}.png`), animations: "disabled" });
  }

  /** Takes the same picture in light, high contrast and dark. */
  async shotInEveryTheme(name: string): Promise<void> {
    for (const [theme, { setting, worn }] of Object.entries(themes)) {
      await this.set("workbench.colorTheme", setting);
      await this.page.locator(`.monaco-workbench${worn}`).waitFor();
      await this.shot(`${name}-${theme}`);
    }
  }

  /** Changes a setting of the workspace, as an edit of the file from outside. */
  async set(key: string, value: unknown): Promise<void> {
    await editJson(join(this.folder, ".vscode", "settings.json"), (settings) => ({
      ...settings,
      [key]: value,
    }));
  }
}

async function addServers(folder: string, servers: WorkbenchOptions["servers"]): Promise<void> {
  await editJson(join(folder, ".vscode", "settings.json"), (settings) => ({
    ...settings,
    "mcpSandbox.servers": { ...(settings["mcpSandbox.servers"] as object), ...servers },
  }));
}

async function editJson(
  path: string,
  edit: (value: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const value = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, JSON.stringify(edit(value), undefined, 2));
}
