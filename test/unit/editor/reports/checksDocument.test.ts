import { expect, test } from "vitest";
import type { Check } from "../../../../src/base/check.ts";
import { checksDocument } from "../../../../src/editor/reports/checksDocument.ts";

const checks: readonly Check[] = [
  { id: "system", title: "System", outcome: "ok", message: "Linux." },
  { id: "jail", title: "Jail", outcome: "failed", message: "No *jail*.", remedy: "sudo x\nsudo y" },
  { id: "limits", title: "Limits", outcome: "skipped", message: "Not tried." },
];

test("what needs doing comes first with its remedy, then everything", () => {
  expect(checksDocument("Doctor", "1 obstacle.", checks)).toBe(
    [
      "# Doctor",
      String.raw`**1 obstacle\.**`,
      String.raw`## ✗ Jail`,
      String.raw`No \*jail\*\.`,
      "What to do:",
      "```text\nsudo x\nsudo y\n```",
      [
        "| | Check | Found |",
        "| --- | --- | --- |",
        String.raw`| ✓ | System (system) | Linux\. |`,
        String.raw`| ✗ | Jail (jail) | No \*jail\*\. |`,
        String.raw`| – | Limits (limits) | Not tried\. |`,
      ].join("\n"),
      "",
    ].join("\n\n"),
  );
});

test("a message of several lines stays in its row", () => {
  const [check] = checks;
  const text = checksDocument(
    "T",
    "v",
    check === undefined ? [] : [{ ...check, message: "a\n| b |" }],
  );
  expect(text).toContain(String.raw`| ✓ | System (system) | a   \| b \| |`);
});
