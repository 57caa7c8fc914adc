import { type QuickPickItem, window } from "vscode";
import { visibleLine } from "../../words/visible.ts";
import { asking } from "../signals.ts";

/** Shows a longer text for reading. */
export type ShowText = (title: string, text: string) => Promise<void>;

export interface FirstQuestion<Item extends QuickPickItem> {
  readonly title: string;
  /** The server's own words. */
  readonly message: string;
  /** The ways to agree. */
  readonly accepts: readonly Item[];
  readonly signal: AbortSignal;
  readonly show: ShowText;
}

/** What fits beside the choices. */
const shortest = 120;

const decline: QuickPickItem = { label: "Decline", description: "The server is told so" };
const read: QuickPickItem = { label: "Read All of It" };

/**
 * Whether the user agrees at all, and how. Words that are too long to stand there can be read. What
 * the user chose, or in which way not to agree.
 */
export async function askFirst<Item extends QuickPickItem>(
  question: FirstQuestion<Item>,
): Promise<Item | "decline" | "cancel"> {
  const { title, message, accepts, signal, show } = question;
  const isLong = message.length > shortest || message.includes("\n");
  const options = [...accepts, decline, ...(isLong ? [read] : [])];
  for (;;) {
    const picked = await asking(signal, (token) =>
      window.showQuickPick(
        options,
        { title, placeHolder: visibleLine(message, shortest * 2), ignoreFocusOut: true },
        token,
      ),
    );
    if (picked === read) await show(title, message);
    else if (picked === decline) return "decline";
    else return accepts.find((item) => item === picked) ?? "cancel";
  }
}
