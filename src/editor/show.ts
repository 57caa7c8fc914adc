import { commands, window } from "vscode";
import { Failure } from "../base/failure.ts";
import { type Action, actionsFor } from "./words/failureWords.ts";
import { failureNotice, notice } from "./words/notice.ts";

/**
 * Tells the user of a failure, once, with what can be done about it. Cancelling is no failure, and
 * what the user has refused a moment ago is no news.
 */
export function showFailure(error: unknown, server?: string): void {
  const failure = Failure.from(error);
  if (failure.code === "cancelled" || failure.code === "notAllowed") return;
  const level = isUsersOwn(failure) ? "warning" : "error";
  void offer(level, failureNotice(failure, server), actionsFor(failure, server));
}

/** Tells something good, with what may come next. */
export function showDone(text: string, actions: readonly Action[] = []): void {
  void offer("information", notice(text), actions);
}

export function showWarning(text: string, actions: readonly Action[] = []): void {
  void offer("warning", notice(text), actions);
}

/** A word in the status bar for a moment: for what needs no answer. */
export function showBriefly(text: string): void {
  window.setStatusBarMessage(text, 4000);
}

type Level = "information" | "warning" | "error";

async function offer(level: Level, text: string, actions: readonly Action[]): Promise<void> {
  const picked = await message(level, text, ...actions.map(({ title }) => title));
  const action = actions.find(({ title }) => title === picked);
  if (action !== undefined) await commands.executeCommand(action.command, ...action.args);
}

function message(level: Level, text: string, ...titles: string[]): Thenable<string | undefined> {
  switch (level) {
    case "information":
      return window.showInformationMessage(text, ...titles);
    case "warning":
      return window.showWarningMessage(text, ...titles);
    case "error":
      return window.showErrorMessage(text, ...titles);
  }
}

function isUsersOwn({ code }: Failure): boolean {
  return [
    ...["usage", "config", "secretMissing", "keyMissing", "untrusted", "invalidArguments"],
    ...["fileNotFound", "fileExists"],
  ].includes(code);
}
