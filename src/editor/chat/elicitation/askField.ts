import { type QuickPickItem, window } from "vscode";
import { visibleLine } from "../../words/visible.ts";
import { asking } from "../signals.ts";
import type { BooleanField, ChoiceField, ChoicesField, Field, TextField } from "./fields.ts";
import type { NumberField } from "./fields.ts";
import { countProblem, expected, problemOf, valueOf } from "./fieldText.ts";

/** What a form holds. */
export type Value = string | number | boolean | readonly string[];

/** Cancelled when the user left; `value` is absent where the field was left empty. */
export type FieldAnswer = "cancelled" | { readonly value?: Value };

interface Option extends QuickPickItem {
  readonly value?: Value;
}

/** Asks for one field by the editor's own inputs. */
export function askField(field: Field, title: string, signal: AbortSignal): Promise<FieldAnswer> {
  switch (field.kind) {
    case "text":
    case "number":
    case "integer":
      return askTyped(field, title, signal);
    case "boolean":
      return askOne(field, title, signal, [option("Yes", true, field), option("No", false, field)]);
    case "choice":
      return askOne(
        field,
        title,
        signal,
        field.choices.map(({ name, value }) => option(name, value, field)),
      );
    case "choices":
      return askSeveral(field, title, signal);
  }
}

async function askTyped(
  field: TextField | NumberField,
  title: string,
  signal: AbortSignal,
): Promise<FieldAnswer> {
  const about = [field.description, expected(field)].filter((part) => (part ?? "") !== "");
  const text = await asking(signal, (token) =>
    window.showInputBox(
      {
        title,
        prompt: visibleLine(about.join(" · "), 300),
        placeHolder: visibleLine(field.name),
        value: String(field.preset ?? ""),
        validateInput: (typed) => problemOf(field, typed),
        ignoreFocusOut: true,
      },
      token,
    ),
  );
  if (text === undefined) return "cancelled";
  const value = valueOf(field, text);
  return value === undefined ? {} : { value };
}

async function askOne(
  field: ChoiceField | BooleanField,
  title: string,
  signal: AbortSignal,
  options: readonly Option[],
): Promise<FieldAnswer> {
  const preset = options.filter(({ value }) => value === field.preset);
  const others = options.filter(({ value }) => value !== field.preset);
  const leave: Option[] = field.required ? [] : [{ label: "Leave Empty" }];
  const picked = await asking(signal, (token) =>
    window.showQuickPick([...preset, ...others, ...leave], question(field, title), token),
  );
  if (picked === undefined) return "cancelled";
  return picked.value === undefined ? {} : { value: picked.value };
}

async function askSeveral(
  field: ChoicesField,
  title: string,
  signal: AbortSignal,
): Promise<FieldAnswer> {
  const { choices, preset, required } = field;
  let chosen: readonly string[] = preset;
  let problem: string | undefined;
  for (;;) {
    const items = choices.map(({ name, value }) => ({
      ...{ label: visibleLine(name), value, picked: chosen.includes(value) },
    }));
    const picked = await asking(signal, (token) =>
      window.showQuickPick(
        items,
        { ...question(field, title, problem), canPickMany: true as const },
        token,
      ),
    );
    if (picked === undefined) return "cancelled";
    chosen = picked.map(({ value }) => value);
    if (chosen.length === 0 && !required) return {};
    problem = countProblem(field, chosen.length);
    if (problem === undefined) return { value: chosen };
  }
}

function option(name: string, value: Value, { preset }: BooleanField | ChoiceField): Option {
  return {
    ...{ label: visibleLine(name), value },
    ...(value === preset && { description: "default" }),
  };
}

function question({ name, description }: Field, title: string, problem?: string) {
  const about = description === undefined ? name : `${name}: ${description}`;
  const words = problem === undefined ? about : `${problem} ${about}`;
  return { title, placeHolder: visibleLine(words), ignoreFocusOut: true };
}
