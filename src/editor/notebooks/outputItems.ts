import { NotebookCellOutput, NotebookCellOutputItem } from "vscode";
import { Failure } from "../../base/failure.ts";
import type { ExecutionError, MimeBundle, Output } from "../../interpreter/engine.ts";
import { failureSentences, shortWords } from "../words/failureWords.ts";
import { visible } from "../words/visible.ts";

/** Bytes in base64; everything else is text or a value. */
const binary = /^(image\/(?!svg\+xml)|audio\/|video\/|application\/pdf$)/;
const json = /^application\/(.+\+)?json$/;
/** Code from the sandbox would run in the editor's page. */
const refused = /^(application|text)\/(x-)?javascript$/;

/** A value in all its forms; the editor shows the richest that it knows. */
export function displayItems(data: MimeBundle): NotebookCellOutputItem[] {
  return Object.entries(data)
    .filter(([mime]) => isMime(mime) && !refused.test(mime))
    .map(([mime, value]) => item(mime, value));
}

/** The editor throws at what is no MIME type. */
const isMime = (mime: string): boolean => /^[^\s/;]+\/[^\s;]+(;.+)?$/.test(mime);

function item(mime: string, value: unknown): NotebookCellOutputItem {
  if (json.test(mime)) return NotebookCellOutputItem.json(value, mime);
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  if (binary.test(mime)) return new NotebookCellOutputItem(Buffer.from(text, "base64"), mime);
  return NotebookCellOutputItem.text(text, mime);
}

/** What notebook files need to know of an output, in the format's own words, and which display it is. */
export function displayOutput({ data, isMain, id }: Extract<Output, { kind: "display" }>) {
  return new NotebookCellOutput(displayItems(data), {
    outputType: isMain ? "execute_result" : "display_data",
    ...(id !== undefined && { displayId: id }),
  });
}

/** An error of the code, with its traceback. */
export function errorOutput({ name, value, traceback }: ExecutionError): NotebookCellOutput {
  const error = { name, message: value, stack: traceback };
  return new NotebookCellOutput([NotebookCellOutputItem.error(error)], {
    outputType: "error",
    originalError: { ename: name, evalue: value, traceback: traceback.split("\n") },
  });
}

/** Why code could not run, or not to its end. */
export function failureOutput(error: unknown): NotebookCellOutput {
  const failure = Failure.from(error);
  const name = `MCP Sandbox: ${shortWords[failure.code]}`;
  return errorOutput({ name, value: visible(failureSentences(failure)), traceback: "" });
}

export function streamItem(stream: "stdout" | "stderr", text: string): NotebookCellOutputItem {
  return NotebookCellOutputItem[stream](text);
}
