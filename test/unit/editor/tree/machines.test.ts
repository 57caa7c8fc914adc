import { describe, expect, test } from "vitest";
import { contextValues } from "../../../../src/editor/contributions.ts";
import { treeOf } from "../../../../src/editor/tree/model.ts";
import type { Machine } from "../../../../src/sandbox/machines.ts";
import { machine } from "../../../fakes/memoryMachines.ts";
import { allRows, picture } from "./picture.ts";
import { failed, row, running, stopped, tool } from "./rows.ts";

const minutes = 60_000;
const now = 30 * minutes;
const one = (id: string, wish: Partial<Machine> = {}) =>
  machine(id, { startedAt: now - 12 * minutes, specs: ["files-1"], mine: true, ...wish });

describe("the tree", () => {
  test("shows a running server's microVM before its tools", () => {
    const machines = [one("i1", { state: "running", endsAt: now + 4 * minutes })];
    const servers = [row(running({ tools: [tool("read")], caveats: ["Slow."] }))];
    expect(picture({ servers, problems: [], machines }, now)).toBe(
      [
        "[warning] files  running · 1 tool · started in 1.2 s · with caveats",
        "  [warning] Slow.",
        "  [vm-running] microVM base  pauses in 4 min · 12 min old",
        "  [symbol-method] read",
      ].join("\n"),
    );
  });

  test("shows a group's microVM beneath each of its servers, also one that nobody uses yet", () => {
    const machines = [one("i1", { state: "idle", specs: ["group:tools"], group: "tools" })];
    const servers = [
      row(stopped, { group: "tools" }),
      row(stopped, { name: "b", group: "tools" }),
      row(stopped, { name: "c" }),
    ];
    expect(picture({ servers, problems: [], machines }, now)).toBe(
      [
        "[circle-outline] files  stopped",
        "  [vm-outline] microVM base  idle · 12 min old",
        "[circle-outline] b  stopped",
        "  [vm-outline] microVM base  idle · 12 min old",
        "[circle-outline] c  stopped",
      ].join("\n"),
    );
  });

  test("says of a microVM that was found again what is kept and what is lost", () => {
    const machines = [one("i1", { state: "running", isFound: true })];
    const state = { servers: [row(running())], problems: [], machines };
    expect(picture(state, now)).toContain("running · found again · 12 min old");
    const tip = treeOf(state, now)[0]?.children[0]?.tooltip;
    expect(JSON.stringify(tip)).toContain("its disk is as it was, with what is installed.");
    expect(JSON.stringify(tip)).toContain("what that had in memory is lost.");
  });

  test("keeps showing the microVM of a server that is stopped, starts or has failed", () => {
    const machines = [
      one("i1", { state: "idle", endsAt: now + 50_000 }),
      one("i2", { state: "paused", specs: ["b-1"] }),
      one("i3", { state: "starting", specs: ["c-1"], startedAt: now }),
    ];
    const stages = [{ stage: "sandbox", startedAt: now }] as const;
    const servers = [
      row(stopped),
      row(failed("timeout", "Too slow."), { name: "b" }),
      row({ kind: "starting", since: now, stages }, { name: "c" }),
    ];
    expect(picture({ servers, problems: [], machines }, now)).toBe(
      [
        "[circle-outline] files  stopped",
        "  [vm-outline] microVM base  idle, pauses in 50 s · 12 min old",
        "[error] b  failed · took too long",
        "  [error] Too slow.  → Show Log",
        "  [debug-pause] microVM base  paused · 12 min old",
        "[loading~spin] c  starting · sandbox · 0 s",
        "  [loading~spin] sandbox  0 s",
        "  [loading~spin] microVM base  starting · a few seconds old",
      ].join("\n"),
    );
  });

  test("shows a shared microVM under each of its servers", () => {
    const machines = [one("i1", { specs: ["files-1", "b-1"] })];
    const servers = [row(stopped), row(stopped, { name: "b" })];
    const rows = allRows(treeOf({ servers, problems: [], machines }, now));
    const found = rows.filter(({ machine: id }) => id === "i1").map(({ id }) => id);
    expect(found).toEqual(["files/machine/i1", "b/machine/i1"]);
  });

  test("puts the machines of no server into a group at the end, closed", () => {
    const machines = [one("i1", { specs: ["gone-1"], mine: false, template: "py" })];
    expect(picture({ servers: [row(stopped)], problems: [], machines }, now)).toBe(
      [
        "[circle-outline] files  stopped",
        "[vm] Other Sandboxes  1 microVM",
        "  [vm-outline] microVM py  not used here · 12 min old",
      ].join("\n"),
    );
    const [, group] = treeOf({ servers: [row(stopped)], problems: [], machines }, now);
    expect(group?.open).toBe(false);
  });

  test("warns of a service that ignores the network rule", () => {
    const machines = [one("i1", { state: "running", network: "ignored" })];
    expect(picture({ servers: [row(stopped)], problems: [], machines }, now)).toContain(
      "  [warning] microVM base  running · 12 min old · this service ignores the network rule!",
    );
  });

  test("is the same without any machine", () => {
    const servers = [row(stopped), row(running({ tools: [tool("a")] }), { name: "b" })];
    const before = treeOf({ servers, problems: [] }, now);
    expect(treeOf({ servers, problems: [], machines: [] }, now)).toEqual(before);
  });
});

describe("every row of a machine", () => {
  const states = ["starting", "running", "idle", "paused", "leaving"] as const;
  const machines = states.map((state) => one(`i-${state}`, { state }));
  const other = one("i-other", { specs: [] });
  const rows = allRows(
    treeOf({ servers: [row(stopped)], problems: [], machines: [...machines, other] }, now),
  );

  test("has an id of its own and a context value that is written down", () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { contextValue } of rows) expect(contextValues).toContain(contextValue);
  });

  test("gives commands the id and copies it", () => {
    const found = rows.find(({ machine: id }) => id === "i-other");
    expect(found).toMatchObject({ contextValue: "machine.idle", text: "i-other" });
  });

  test("is spoken of as what it is", () => {
    const found = rows.find(({ machine: id }) => id === "i-idle");
    expect(found?.spoken).toBe("microVM base, idle, 12 min old");
  });
});

describe("a machine's tooltip", () => {
  const tooltip = (wish: Partial<Machine>) => {
    const machines = [one("i1", wish)];
    const [node] = treeOf({ servers: [row(stopped)], problems: [], machines }, now);
    const words = node?.children[0]?.tooltip;
    return words !== undefined && "markdown" in words ? words.markdown : "";
  };

  test("tells all that is known", () => {
    const text = tooltip({
      ...{ state: "running", endsAt: now + minutes, cpus: 2, memoryMB: 512, network: "proved" },
      usage: { cpuPercent: 3, memoryMB: 100 },
      workspace: "/w",
    });
    expect(text).toContain("Id: `i1`");
    expect(text).toContain("12 min ago.");
    expect(text).toMatch(/Pauses at .* unless it is used; its disk and memory are kept then\./);
    expect(text).toContain("2 cores; 512 MB of memory; used\\: CPU 3 %, 100 MB");
    expect(text).toContain("Network\\: restricted, proved from inside");
    expect(text).toContain("Made for files\\-1.");
    expect(text).toContain("This window uses it.");
    expect(text).toContain("Workspace: `/w`");
  });

  test("says nothing of the network of one that it does not use: it does not know", () => {
    expect(tooltip({ mine: false })).not.toContain("Network");
  });

  test("lets nothing that a service says work as markup", () => {
    const text = tooltip({ template: "[x](command:evil)", specs: ["files-1", "**b**"] });
    expect(text).not.toMatch(/(?<!\\)\]\(|(?<!\\)\*\*b/);
  });
});
