import type { ChoicesField, NumberField, TextField } from "./fields.ts";

/** What is typed for a field. */
type Typed = TextField | NumberField;

/** Why a text cannot be the field's value; undefined when it can. */
export function problemOf(field: Typed, text: string): string | undefined {
  if (text.trim() === "") return field.required ? "A value is needed here." : undefined;
  return field.kind === "text" ? textProblem(field, text) : numberProblem(field, text);
}

/** The value that a text without problems stands for; undefined for one that was left empty. */
export function valueOf(field: Typed, text: string): string | number | undefined {
  if (text.trim() === "") return undefined;
  return field.kind === "text" ? text : Number(text);
}

/** Why so many cannot be chosen; undefined when they can. */
export function countProblem({ least, most }: ChoicesField, count: number): string | undefined {
  if (least !== undefined && count < least) return `Choose at least ${least}.`;
  return most !== undefined && count > most ? `Choose at most ${most}.` : undefined;
}

/** What is expected, for the line below a field. */
export function expected(field: Typed): string {
  const { least, most, kind } = field;
  const unit = kind === "text" ? " characters" : "";
  const range = [
    ...(least === undefined ? [] : [`at least ${least}${unit}`]),
    ...(most === undefined ? [] : [`at most ${most}${unit}`]),
  ].join(", ");
  const what = kind === "text" ? formats[field.format ?? ""]?.name : names[kind];
  const words = [what, range, field.required ? "" : "may be left empty"];
  return words.filter((word) => word !== undefined && word !== "").join(", ");
}

const names = { number: "a number", integer: "a whole number" };

interface Format {
  readonly name: string;
  readonly fits: (text: string) => boolean;
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

const isDateTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(text) &&
  !Number.isNaN(Date.parse(text));

/** Source: MCP `StringSchema`. */
const formats: Readonly<Record<string, Format>> = {
  email: { name: "an e-mail address", fits: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) },
  uri: { name: "an address (URI)", fits: (text) => URL.canParse(text) },
  date: { name: "a date such as 2026-01-31", fits: isDate },
  "date-time": { name: "a time such as 2026-01-31T12:00:00Z", fits: isDateTime },
};

function textProblem({ least, most, format }: TextField, text: string): string | undefined {
  const length = Array.from(text).length;
  if (least !== undefined && length < least) return `At least ${least} characters, not ${length}.`;
  if (most !== undefined && length > most) return `At most ${most} characters, not ${length}.`;
  const known = formats[format ?? ""];
  return known === undefined || known.fits(text) ? undefined : `This is not ${known.name}.`;
}

function numberProblem({ kind, least, most }: NumberField, text: string): string | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return "This is not a number.";
  if (kind === "integer" && !Number.isInteger(value)) return "This is not a whole number.";
  if (least !== undefined && value < least) return `At least ${least}.`;
  return most !== undefined && value > most ? `At most ${most}.` : undefined;
}
