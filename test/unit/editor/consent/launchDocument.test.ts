import { describe, expect, test } from "vitest";
import type { LaunchRow } from "../../../../src/config/launchText/launchText.ts";
import { launchChanges } from "../../../../src/editor/consent/launchChanges.ts";
import {
  approvalLines,
  type Line,
  questionLines,
} from "../../../../src/editor/consent/launchDocument.ts";

const launch = (rows: readonly LaunchRow[]) => ({ server: "files", hash: "h", rows });
const rowsOf = (lines: readonly Line[], ...kinds: Line["kind"][]): string[] =>
  lines.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
const shown = (...rows: LaunchRow[]): string[] =>
  rowsOf(questionLines({ launch: launch(rows) }), "row");

describe("the document of a launch", () => {
  test("has the rows in two columns, a label only where it changes", () => {
    const mounts = ["/a", "/b"].map((text) => ({ label: "Mount", text }));
    expect(shown({ label: "Command", text: "run" }, ...mounts)).toEqual([
      "Command  run",
      "Mount    /a",
      "         /b",
    ]);
  });

  test("leaves the first lines to the list that lies over them", () => {
    const [title, ...lines] = questionLines({ launch: launch([{ label: "a", text: "b" }]) });
    expect(title).toMatchObject({ kind: "title", text: "files wants to start" });
    expect(lines.slice(0, 3).map(({ text }) => text)).toEqual(["", "", ""]);
  });

  test("breaks long text without losing any of it", () => {
    const text = `${"word ".repeat(60)}${"x".repeat(300)} end`;
    const rows = shown({ label: "Command", text });
    expect(rows.every((row) => row.length <= 88)).toBe(true);
    expect(rows.map((row) => row.slice("Command  ".length)).join("")).toBe(text);
  });

  test("lets no text look like a row of its own", () => {
    expect(shown({ label: "Command", text: "run\nNetwork  none\u2028Mount    none" })).toEqual([
      "Command  run‹U+000A›",
      "         Network  none‹U+2028›Mount    none".replace("    none", "‹U+0020 ×4›none"),
    ]);
  });

  test("says what has changed since it was allowed, before the whole", () => {
    const before = {
      ...launch([
        { label: "Command", text: "run" },
        { label: "Network", text: "none" },
        { label: "Environment", text: "A", mark: "1" },
      ]),
      at: Date.UTC(2026, 10, 27),
    };
    const now = launch([
      { label: "Command", text: "run" },
      { label: "Network", text: "every public host" },
      { label: "Environment", text: "A", mark: "2" },
    ]);
    const lines = questionLines({ launch: now, before });
    expect(rowsOf(lines, "title")[1]).toMatch(/^Changed since you allowed it on .*2026/);
    expect(rowsOf(lines, "gone", "new")).toEqual([
      "- Network      none",
      "+ Network      every public host",
      "~ Environment  A (another value)",
    ]);
    expect(rowsOf(lines, "row")).toHaveLength(3);
  });

  test("says when only the order has changed", () => {
    const rows = ["/a", "/b"].map((text) => ({ label: "Mount", text }));
    const before = { ...launch(rows.toReversed()), at: 0 };
    const lines = questionLines({ launch: launch(rows), before });
    expect(rowsOf(lines, "words")).toContain("The order of what stands here.");
  });

  test("of what was allowed names the day and the way to take it back", () => {
    const lines = approvalLines({ ...launch([{ label: "Command", text: "run" }]), at: 0 });
    expect(rowsOf(lines, "words").join("\n")).toMatch(
      /Allowed on .*19(70|69)[\s\S]*Review Approved/,
    );
  });
});

test("a row twice that is there once is not taken for a change", () => {
  const row = { label: "Mount", text: "/a" };
  expect(launchChanges([row, row], [row])).toEqual([]);
});
