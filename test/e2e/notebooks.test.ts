import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import type { FrameLocator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workbench } from "../harness/workbench.ts";

const long = { timeout: 60_000 };

/** A grey band of 120 by 24 points that grows lighter, as PNG. */
function picture(): string {
  const part = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 120, 0, 0, 0, 24, 8, 0, 0, 0, 0]);
  const line = Buffer.from([0, ...Array.from({ length: 120 }, (_, x) => x * 2)]);
  const points = deflateSync(Buffer.concat(Array.from({ length: 24 }, () => line)));
  const parts = [part("IHDR", head), part("IDAT", points), part("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]).toString("base64");
}

const sources = [
  "name = input('Who are you? ')",
  `display({'image/png': '${picture()}'}, raw=True)\nprint('Hello', name)`,
  "import time\nwhile True: time.sleep(1)",
  "{'name': name}['years']",
];

const notebook = {
  ...{ nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: "python" } } },
  cells: sources.map((source) => ({
    ...{ cell_type: "code", source, metadata: {}, outputs: [], execution_count: null },
  })),
};

describe("a user of notebooks", () => {
  let workbench: Workbench;
  const outputs = (): FrameLocator =>
    workbench.page
      .frameLocator(".notebookOverlay iframe.webview.ready, iframe.webview.ready")
      .frameLocator("iframe#active-frame");
  const row = () => workbench.row("first.ipynb");

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openView();
    await workbench.row("server clock").waitFor(long);
    await writeFile(join(workbench.folder, "first.ipynb"), JSON.stringify(notebook));
    const { keyboard } = workbench.page;
    await keyboard.press("Control+p");
    await workbench.page.locator(".quick-input-widget input").first().fill("first.ipynb");
    await workbench.pick("first.ipynb");
    await workbench.page.locator(".code-cell-row").first().waitFor(long);
  });
  afterAll(() => workbench[Symbol.asyncDispose]());

  test("finds the kernels of the sandbox, that of the notebook's language first", async () => {
    const rows = workbench.page.locator(".quick-input-list .monaco-list-row");
    const python = rows.filter({ hasText: "MCP Sandbox · Python (local)" }).first();
    // The editor closes the list of sources when a controller comes meanwhile.
    for (let tries = 0; tries < 5 && (await python.count()) === 0; tries++) {
      await workbench.command("Notebook: Select Notebook Kernel");
      await workbench.page.getByPlaceholder("Type to choose a kernel source").waitFor(long);
      await workbench.pick("MCP Sandbox");
      await python.waitFor({ timeout: 10_000 }).catch(() => {});
    }
    const found = await rows.allInnerTexts();
    expect(found[0]).toContain("Python (local)");
    for (const name of ["JavaScript", "TypeScript", "Bash"])
      expect(found.join("\n")).toContain(`MCP Sandbox · ${name} (local)`);
    await workbench.shotInEveryTheme("notebook-kernels");
    await workbench.pick("MCP Sandbox · Python (local)");
  });

  test("answers what a cell asks, and sees what the others show", async () => {
    await workbench.command("Notebook: Run All");
    const box = workbench.page.locator(".quick-input-widget:visible", { hasText: "Who are you?" });
    await box.waitFor(long);
    await workbench.shot("notebook-input");
    await workbench.page.keyboard.type("Ada");
    await workbench.page.keyboard.press("Enter");
    await outputs().getByText("Hello Ada").waitFor(long);
    await expect.poll(() => widthOf(outputs()), long).toBe(120);
    await workbench.row(/^first\.ipynb, Python · running/).waitFor(long);
    await workbench.shot("notebook-running");
  });

  test("interrupts an endless loop and goes on with the state that there is", async () => {
    await workbench.inline(row(), "Interrupt Context");
    await outputs().getByText("KeyboardInterrupt").first().waitFor(long);
    await workbench.row(/^first\.ipynb, Python · idle · local/).waitFor(long);
    const last = workbench.page.locator(".code-cell-row", { hasText: "years" });
    await last.hover();
    await last.locator(".run-button-container .action-label").first().click();
    await outputs().getByText("KeyError").first().waitFor(long);
    await workbench.shotInEveryTheme("notebook");
  });

  test("stops its context by closing the notebook", async () => {
    await workbench.command("View: Revert and Close Editor");
    await row().waitFor({ state: "detached", ...long });
  });
});

/** Of the picture beneath a cell, once it is drawn. */
const widthOf = (frame: FrameLocator): Promise<number> =>
  frame
    .locator(".output_container img")
    .first()
    .evaluate((image) => Number(Reflect.get(image, "naturalWidth")));
