import { stripVTControlCharacters } from "node:util";
import type { Execution, ExecutionError, MimeBundle } from "../../interpreter/engine.ts";
import type { CallResult } from "../../mcp/server.ts";
import type { Collected } from "./collected.ts";

/** Whose run it was. */
interface Where {
  readonly context_id: string;
  readonly language: string;
}

type Block = CallResult["content"][number];

/** What MCP clients show as pictures. */
const pictures = ["image/png", "image/jpeg"];
/** What stands for a value in text, the best first. */
const texts = ["text/plain", "text/markdown", "text/html", "text/latex", "application/json"];

/** What a run comes to, in the words of the predecessor: text, pictures, and all of it as data. */
export function runResult(where: Where, collected: Collected, execution: Execution): CallResult {
  const { count, durationMs, error } = execution;
  const { stdout, stderr, shown, isTruncated } = collected;
  const structuredContent = {
    ...where,
    success: error === undefined,
    execution_count: count,
    execution_time: Math.round(durationMs) / 1000,
    ...{ stdout, stderr },
    results: shown.map(({ isMain, data }) => ({
      is_main_result: isMain,
      formats: Object.keys(data),
      data: withoutPictures(data),
    })),
    truncated: isTruncated,
    ...(error !== undefined && { error: plainError(error) }),
  };
  return {
    content: contentOf(collected, error),
    structuredContent,
    ...(error !== undefined && { isError: true }),
  };
}

function contentOf({ stdout, stderr, shown }: Collected, error?: ExecutionError): Block[] {
  const parts = [
    stdout.trimEnd(),
    stderr === "" ? "" : `stderr: ${stderr.trimEnd()}`,
    ...shown.map(({ data }) => textOf(data)),
    error === undefined ? "" : errorText(plainError(error)),
  ].filter((part) => part !== "");
  const images = shown.flatMap(({ data }) => picturesIn(data));
  const text = parts.length > 0 ? parts.join("\n") : "Code executed successfully (no output)";
  return [{ type: "text", text }, ...images];
}

const withoutPictures = (data: MimeBundle): MimeBundle =>
  Object.fromEntries(Object.entries(data).filter(([type]) => !pictures.includes(type)));

const picturesIn = (data: MimeBundle): Block[] =>
  pictures.flatMap((mimeType) =>
    typeof data[mimeType] === "string" ? [{ type: "image", data: data[mimeType], mimeType }] : [],
  );

function textOf(data: MimeBundle): string {
  const type = texts.find((each) => data[each] !== undefined);
  if (type === undefined) return `[${Object.keys(data).join(", ")}]`;
  const value = data[type];
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Colours are for terminals. */
const plainError = ({ name, value, traceback }: ExecutionError): ExecutionError => ({
  name,
  value,
  traceback: stripVTControlCharacters(traceback),
});

const errorText = ({ name, value, traceback }: ExecutionError): string =>
  `Error: ${name}: ${value}${traceback === "" ? "" : `\n${traceback.trimEnd()}`}`;
