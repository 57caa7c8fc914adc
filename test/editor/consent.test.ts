import assert from "node:assert/strict";
import { type CodeLens, commands, type TextDocument, window } from "vscode";
import { commands as ids } from "../../src/editor/contributions.ts";
import { extension, row, rowSays, setServers, start, until } from "./extension.ts";

const asked = /^waits for your approval$/;
const accept = "workbench.action.acceptSelectedQuickOpenItem";
const begin = (server: string): Thenable<unknown> =>
  commands.executeCommand("mcpSandbox.start", server);

const launchOf = (server: string): Promise<TextDocument> =>
  until(`the launch of ${server} is open`, () => {
    const document = window.activeTextEditor?.document;
    return document?.uri.path === `/${server}/Launch of ${server}` ? document : undefined;
  });

/** Presses a key in the list again and again until something came of it. */
async function press<T>(command: string, what: string, look: () => T | undefined): Promise<T> {
  return until(what, async () => {
    const found = look();
    if (found === undefined) await commands.executeCommand(command);
    return found;
  });
}

/** Presses Escape in the question until the start is over. */
async function refuse(server: string, starting: Thenable<unknown>): Promise<void> {
  let over = false;
  starting.then(() => (over = true));
  await until(`${server} is refused`, async () => {
    await commands.executeCommand("workbench.action.closeQuickOpen");
    return over ? true : undefined;
  });
}

describe("what a server starts", () => {
  let restore = async (): Promise<void> => {};
  let seconds = 600;
  beforeEach(async () => {
    // What was allowed in an earlier test is another launch.
    restore = await setServers({ fresh: { command: `sleep ${++seconds}` } });
    await rowSays("fresh", /^stopped$/);
  });
  afterEach(async () => {
    await commands.executeCommand("mcpSandbox.stopAll");
    await restore();
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("is shown whole and asked about before anything of it runs", async () => {
    const starting = begin("fresh");
    await rowSays("fresh", asked);
    const text = (await launchOf("fresh")).getText();
    assert.match(text, new RegExp(`^Command +sleep ${seconds}$`, "m"));
    assert.match(text, /^Network +none$/m);
    await refuse("fresh", starting);
    const { children } = await rowSays("fresh", /^stopped · not allowed to start$/);
    assert.equal(children[0]?.action?.title, "Ask Again");
  });

  it("can be read first; the question comes back and is answered then", async () => {
    const starting = begin("fresh");
    const document = await launchOf("fresh");
    await rowSays("fresh", asked);
    const [lens] = await commands.executeCommand<CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    assert.equal(lens?.command?.title, "Allow or Refuse…");
    assert.deepEqual(lens.command.arguments, ["fresh"]);
    const { command } = lens.command;
    await commands.executeCommand("workbench.action.quickOpenSelectNext"); // Read It First
    await until("it is allowed", async () => {
      await commands.executeCommand(accept);
      if ((await row("fresh"))?.description?.startsWith("starting") === true) return true;
      await commands.executeCommand(command, "fresh");
      return undefined;
    });
    await commands.executeCommand("mcpSandbox.stop", "fresh");
    await starting;
  });

  it("that is given up is asked about no more", async () => {
    const starting = begin("fresh");
    await rowSays("fresh", asked);
    await commands.executeCommand("mcpSandbox.stop", "fresh");
    await starting;
    await until("the document is gone", () =>
      window.tabGroups.all.flatMap(({ tabs }) => tabs).length === 0 ? true : undefined,
    );
  });

  it("is asked about again, with the difference, when the settings change it", async () => {
    const starting = start("fresh");
    await rowSays("fresh", /^starting · handshake/);
    await commands.executeCommand("mcpSandbox.stop", "fresh");
    await starting;
    await restore();
    restore = await setServers({ fresh: { command: "sleep 1000", sandbox: { network: "all" } } });
    const again = begin("fresh");
    const text = (await launchOf("fresh")).getText();
    assert.match(text, new RegExp(`^- Command +sleep ${seconds}$`, "m"));
    assert.match(text, /^\+ Command +sleep 1000$/m);
    assert.match(text, /^\+ Network +every public host$/m);
    await commands.executeCommand("mcpSandbox.stop", "fresh");
    await again;
  });

  it("can be looked at again once it is allowed", async () => {
    await start("clock");
    await rowSays("clock", /^running/);
    const reviewing = commands.executeCommand("mcpSandbox.reviewServers");
    const shown = await press(accept, "the approval is open", () => {
      const text = window.activeTextEditor?.document.getText();
      return text?.includes("may start in this workspace") === true ? text : undefined;
    });
    assert.match(shown, /^Allowed on /m);
    await reviewing;
  });

  it("cannot be allowed by what the extension gives to others", async () => {
    const api = await extension().activate();
    assert.deepEqual(Object.keys(api), ["rows"]);
    const starting = begin("fresh");
    await rowSays("fresh", asked);
    for (const id of Object.values(ids))
      // What reviews opens a list of its own, in which a person answers.
      if (/answer|allow|approve/i.test(id)) await commands.executeCommand(id, "fresh");
    await rowSays("fresh", asked);
    await refuse("fresh", starting);
  });
});
