import { window } from "vscode";
import { Failure } from "../../base/failure.ts";
import type { Machines } from "../../sandbox/machines.ts";
import { commands } from "../contributions.ts";
import { longWork } from "../longWork.ts";
import type { E2BKey } from "../machines/key.ts";
import { showBriefly, showDone, showWarning } from "../show.ts";
import { keyWorksWords } from "../words/machineWords.ts";

/** Asks for the E2B API key, keeps it, and says whether it works. One that is refused is not kept. */
export async function setKey(key: E2BKey, machines: Pick<Machines, "refresh">): Promise<void> {
  const entered = await ask();
  if (entered === undefined) return;
  if (entered === "") return remove(key);
  const before = await key.stored();
  await key.store(entered);
  try {
    const found = await longWork("Trying the E2B API key", () => machines.refresh());
    const show = { title: "Show Sandboxes", command: commands.showSandboxes, args: [] };
    showDone(keyWorksWords(found.length), found.length === 0 ? [] : [show]);
  } catch (error) {
    const failure = Failure.from(error);
    if (failure.code !== "keyRejected") throw untried(failure);
    await key.store(before);
    const kept = before === undefined ? "It was not kept." : "The one before is kept.";
    throw new Failure("keyRejected", `The service does not accept this E2B API key. ${kept}`, {
      cause: failure,
    });
  }
}

function ask(): Thenable<string | undefined> {
  const read = window.showInputBox({
    title: "MCP Sandbox: E2B API Key",
    prompt:
      "With it, servers can run in microVMs of E2B or of a compatible service. Make one at https://e2b.dev/dashboard?tab=keys. It is kept in the editor's secret storage; enter nothing to remove it.",
    placeHolder: "e2b_…",
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/\s/.test(text.trim()) ? "A key holds no spaces." : undefined),
  });
  return read.then((text) => text?.trim());
}

async function remove(key: E2BKey): Promise<void> {
  if ((await key.stored()) === undefined) return showBriefly("No E2B API key was kept.");
  const detail =
    "Servers that run in microVMs can then no longer be called, paused or ended from here. microVMs that run end or pause when their time is over.";
  const answer = await window.showWarningMessage(
    "Remove the E2B API key?",
    { modal: true, detail },
    "Remove",
  );
  if (answer !== "Remove") return;
  await key.store(undefined);
  if (key.fromEnvironment === undefined) showBriefly("Removed the E2B API key.");
  else showWarning("Removed the E2B API key. The one in E2B_API_KEY is used from now on.");
}

/** The key may be good: something else was in the way of trying it. */
function untried({ code, message, remedy, cause }: Failure): Failure {
  return new Failure(code, `The key is kept, but it could not be tried: ${message}`, {
    cause,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
