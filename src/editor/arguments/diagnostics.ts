import { Diagnostic, DiagnosticSeverity, Range, type TextDocument } from "vscode";
import type { Problem } from "../../base/failure.ts";
import { placeOf } from "./argumentsText.ts";

/** Problems with arguments, each marked at its place in the document. */
export function diagnosticsOf(document: TextDocument, problems: readonly Problem[]): Diagnostic[] {
  const text = document.getText();
  return problems.map((problem) => {
    const { offset, length } = placeOf(text, problem);
    const range = new Range(document.positionAt(offset), document.positionAt(offset + length));
    const diagnostic = new Diagnostic(range, problem.message, DiagnosticSeverity.Error);
    diagnostic.source = "MCP Sandbox";
    return diagnostic;
  });
}
