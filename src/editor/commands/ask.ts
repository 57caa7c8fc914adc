import {
  Disposable,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPickItem,
  window,
} from "vscode";
import type { Answer, Step } from "./questions.ts";

export interface TextQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** What is wrong with the text so far; `undefined` when it may be taken. */
  readonly check: (text: string) => string | undefined;
}

/** Asks for a line of text. What is wrong with it shows while it is typed. */
export function askText(step: Step, question: TextQuestion): Promise<Answer<string>> {
  const input = window.createInputBox();
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.value = question.value ?? "";
  const check = (): string | undefined => question.check(input.value.trim());
  return settle(input, step, (finish) => [
    input.onDidChangeValue(() => {
      input.validationMessage = input.value === "" ? undefined : check();
    }),
    input.onDidAccept(() => {
      input.validationMessage = check();
      if (input.validationMessage === undefined) finish({ value: input.value.trim() });
    }),
  ]);
}

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** Asks to choose one of several. */
export function askChoice<T>(
  step: Step,
  placeholder: string,
  choices: readonly Choice<T>[],
): Promise<Answer<T>> {
  const pick = window.createQuickPick<Choice<T>>();
  pick.placeholder = placeholder;
  pick.items = choices;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  return settle(pick, step, (finish) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) finish({ value: chosen.value });
    }),
  ]);
}

interface Input extends Disposable {
  title: string | undefined;
  step: number | undefined;
  totalSteps: number | undefined;
  ignoreFocusOut: boolean;
  buttons: readonly QuickInputButton[];
  readonly onDidTriggerButton: (listener: (button: QuickInputButton) => void) => Disposable;
  readonly onDidHide: (listener: () => void) => Disposable;
  show(): void;
}

async function settle<T>(
  input: Input,
  { title, step, steps }: Step,
  listen: (finish: (answer: Answer<T>) => void) => Disposable[],
): Promise<Answer<T>> {
  input.title = title;
  input.step = step;
  input.totalSteps = steps;
  input.ignoreFocusOut = true;
  input.buttons = step > 1 ? [QuickInputButtons.Back] : [];
  const subscriptions: Disposable[] = [input];
  try {
    return await new Promise<Answer<T>>((resolve) => {
      subscriptions.push(
        ...listen(resolve),
        input.onDidTriggerButton(() => resolve("back")),
        input.onDidHide(() => resolve("cancel")),
      );
      input.show();
    });
  } finally {
    Disposable.from(...subscriptions).dispose();
  }
}
