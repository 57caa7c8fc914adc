import { CancellationTokenSource, window } from "vscode";
import type { InputQuestion } from "../../interpreter/engine.ts";
import { visibleLine } from "../words/visible.ts";

/** Asks the user what code wants to know; undefined when he does not say, or code waits no more. */
export async function askInput(
  { prompt, isPassword }: InputQuestion,
  title: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const shown = visibleLine(prompt);
  try {
    return await window.showInputBox(
      {
        ...{ title, password: isPassword, ignoreFocusOut: true },
        ...(shown !== "" && { prompt: shown }),
      },
      source.token,
    );
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}
