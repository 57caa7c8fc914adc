import type { ExecutionError, MimeBundle, Output } from "../engine.ts";

/** One line of a run's answer. */
export type Told =
  | { readonly kind: "begun"; readonly count: number }
  | { readonly kind: "output"; readonly output: Output }
  | { readonly kind: "error"; readonly error: ExecutionError }
  | { readonly kind: "alive" }
  | { readonly kind: "end" };

/** By which names the service knows MIME types. Source: E2B code interpreter, `Result`. */
const types: Readonly<Record<string, string>> = {
  text: "text/plain",
  html: "text/html",
  markdown: "text/markdown",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  pdf: "application/pdf",
  latex: "text/latex",
  json: "application/json",
  javascript: "application/javascript",
  data: "application/vnd.e2b.data+json",
  chart: "application/vnd.e2b.chart+json",
};

type Loose = Readonly<Record<string, unknown>>;
const isLoose = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What a line tells; undefined for one that is new to us and may be skipped. */
export function toldIn(line: unknown): Told | undefined {
  if (!isLoose(line)) return undefined;
  const { type } = line;
  switch (type) {
    case "number_of_executions":
      return { kind: "begun", count: Number(line["execution_count"]) };
    case "stdout":
    case "stderr":
      return {
        kind: "output",
        output: { kind: "stream", stream: type, text: textOf(line["text"]) },
      };
    case "result": {
      const isMain = line["is_main_result"] === true;
      return { kind: "output", output: { kind: "display", isMain, data: bundleOf(line) } };
    }
    case "error": {
      const [name, value, traceback] = ["name", "value", "traceback"].map((key) => line[key]);
      const error = { name: textOf(name), value: textOf(value), traceback: lines(traceback) };
      return { kind: "error", error };
    }
    case "keepalive":
      return { kind: "alive" };
    case "end_of_execution":
      return { kind: "end" };
    default:
      return undefined;
  }
}

function bundleOf(line: Loose): MimeBundle {
  const known = Object.entries(types).flatMap(([key, type]) => {
    const value = line[key];
    return value === undefined || value === null ? [] : [[type, value] as const];
  });
  const extra = isLoose(line["extra"]) ? line["extra"] : {};
  return { ...Object.fromEntries(known), ...extra };
}

/** A traceback is a text, or its lines. */
function lines(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join("\n") : textOf(value);
}
