import { Emitter } from "../../base/event.ts";
import { Disposable, type QuickPickItem, type Uri, window } from "vscode";
import { abortable } from "../../mcp/abortable.ts";
import type { Question } from "./consents.ts";
import { questionLines } from "./launchDocument.ts";
import type { LaunchDocuments } from "./launchDocuments.ts";
import type { Turns } from "./turns.ts";

type Answer = "allow" | "read" | "refuse";

/** A key that was meant for something else must not be a yes. */
const settleMs = 500;

/**
 * Asks whether a launch is allowed: the whole of it is open as a document, and the answer is picked
 * from a list above it. No command gives the answer, so that no link and no agent can.
 */
export class LaunchQuestions implements Disposable {
  readonly #documents: Pick<LaunchDocuments, "open" | "show" | "close">;
  readonly #turns: Turns;
  readonly #again = new Emitter<string>();

  constructor(documents: Pick<LaunchDocuments, "open" | "show" | "close">, turns: Turns) {
    this.#documents = documents;
    this.#turns = turns;
  }

  /** True when it is allowed. Rejects when the signal fires; the question is gone then. */
  async ask(question: Question, signal: AbortSignal): Promise<boolean> {
    const { server } = question.launch;
    let uri: Uri | undefined;
    const turn = async (): Promise<Answer> => {
      signal.throwIfAborted();
      if (uri === undefined)
        uri = await this.#documents.open(server, questionLines(question), true);
      else await this.#documents.show(uri, true);
      return pick(question, signal);
    };
    try {
      for (;;) {
        const answer = await this.#turns.take(turn);
        if (answer !== "read") return answer === "allow";
        if (uri !== undefined) await this.#documents.show(uri);
        await this.#askedAgain(server, signal);
      }
    } finally {
      if (uri !== undefined) await this.#documents.close(uri);
    }
  }

  /** Shows a question again that was put off for reading. */
  show(server: string): void {
    this.#again.fire(server);
  }

  dispose(): void {
    this.#again.dispose();
  }

  async #askedAgain(server: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = this.#again.event((asked) => {
      if (asked === server) resolve();
    });
    try {
      await abortable(promise, signal);
    } finally {
      subscription.dispose();
    }
  }
}

interface Choice extends QuickPickItem {
  readonly answer: Answer;
}

const choices: readonly Choice[] = [
  {
    label: "$(check) Allow",
    description: "in this workspace, until what stands below changes",
    answer: "allow",
  },
  {
    label: "$(book) Read It First",
    description: "then Allow or Refuse… above the document, or Ctrl+Enter in it",
    answer: "read",
  },
  {
    label: "$(circle-slash) Don't Allow",
    description: "start it again to be asked again",
    answer: "refuse",
  },
];

async function pick({ launch, before }: Question, signal: AbortSignal): Promise<Answer> {
  const input = window.createQuickPick<Choice>();
  const has = before === undefined ? "" : " It has changed.";
  input.title = `May ${launch.server} start?${has}`;
  input.placeholder = "Exactly what it starts and what it gets stands in the document below";
  input.items = choices;
  input.ignoreFocusOut = true;
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let touchedAt = Date.now();
  const subscriptions = Disposable.from(
    input,
    input.onDidChangeValue(() => (touchedAt = Date.now())),
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      if (chosen !== undefined && Date.now() - touchedAt > settleMs) resolve(chosen.answer);
      // A click on what is selected already would not be told.
      else input.selectedItems = [];
    }),
    input.onDidHide(() => resolve("refuse")),
  );
  input.show();
  try {
    return await abortable(promise, signal);
  } finally {
    subscriptions.dispose();
  }
}
