import { window } from "vscode";
import { schemes } from "../contributions.ts";
import type { ConsentViews } from "./showConsents.ts";

/** Shows a question again: that of a server, else that of the document in front. Answers nothing. */
export function answerLaunch({ show }: Pick<ConsentViews, "show">, argument: unknown): void {
  const uri = window.activeTextEditor?.document.uri;
  const inFront = uri?.scheme === schemes.launch ? uri.path.split("/")[1] : undefined;
  const server = typeof argument === "string" ? argument : inFront;
  if (server !== undefined) show(server);
}
