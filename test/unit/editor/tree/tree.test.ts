import { describe, expect, test } from "vitest";
import { contextValues } from "../../../../src/editor/contributions.ts";
import { treeOf } from "../../../../src/editor/tree/model.ts";
import { allRows, picture } from "./picture.ts";
import { failed, row, running, stopped, tool } from "./rows.ts";

describe("the tree", () => {
  test("shows each server with its state in a word", () => {
    const servers = [
      row(stopped),
      row(stopped, { name: "off", disabled: true }),
      row({ kind: "stopping", since: 0 }, { name: "going" }),
    ];
    expect(picture({ servers, problems: [] }, 2500)).toBe(
      [
        "[circle-outline] files  stopped",
        "[circle-slash] off  disabled",
        "[loading~spin] going  stopping · 2 s",
      ].join("\n"),
    );
  });

  test("says that a start waits for its user, with the way to the question", () => {
    const starting = { kind: "starting", since: 0, stages: [] } as const;
    for (const state of [starting, stopped])
      expect(picture({ servers: [{ ...row(state), waits: true }], problems: [] })).toBe(
        [
          "[question] files  waits for your approval",
          "  [shield] Nothing of it runs until you allow what it starts.  → Allow or Refuse",
        ].join("\n"),
      );
  });

  test("says of a server that was not allowed that it is stopped, and asks again", () => {
    const refused = failed("notAllowed", "files was not allowed to start.");
    expect(picture({ servers: [row(refused)], problems: [] })).toBe(
      [
        "[circle-slash] files  stopped · not allowed to start",
        "  [error] files was not allowed to start.  → Ask Again",
      ].join("\n"),
    );
  });

  test("shows how far a start is and how long each step took", () => {
    const stages = [
      { stage: "sandbox", startedAt: 0, durationMs: 12 },
      { stage: "install", startedAt: 12, durationMs: 4100 },
      { stage: "spawn", startedAt: 4112 },
    ] as const;
    const servers = [row({ kind: "starting", since: 0, stages })];
    expect(picture({ servers, problems: [] }, 7200)).toBe(
      [
        "[loading~spin] files  starting · spawn · 7 s",
        "  [check] sandbox  12 ms",
        "  [check] install  4.1 s",
        "  [loading~spin] spawn  3 s",
      ].join("\n"),
    );
  });

  test("shows a running server's tools with their titles", () => {
    const tools = [tool("read", { title: "Read a file" }), tool("list")];
    expect(picture({ servers: [row(running({ tools, calls: 1 }))], problems: [] })).toBe(
      [
        "[pass-filled] files  running · 2 tools · 1 call under way · started in 1.2 s",
        "  [symbol-method] read  Read a file",
        "  [symbol-method] list",
      ].join("\n"),
    );
  });

  test("offers a restart when the settings have changed", () => {
    expect(picture({ servers: [row(running(), { outdated: true })], problems: [] })).toBe(
      [
        "[warning] files  running · no tools · started in 1.2 s · settings changed",
        "  [history] The settings changed since it was started.  → Restart",
      ].join("\n"),
    );
  });

  test("says in plain words when a server runs without a jail", () => {
    const caveats = ["Nothing is isolated: this program runs as you."];
    expect(picture({ servers: [row(running({ caveats }))], problems: [] })).toBe(
      [
        "[warning] files  running · no tools · started in 1.2 s · with caveats",
        "  [warning] Nothing is isolated: this program runs as you.",
      ].join("\n"),
    );
  });

  test("gives the reason of a failure, the way out and the last line", () => {
    const state = failed(
      "installFailed",
      "npm could not fetch the package.",
      { log: "npm notice\nnpm error 404\n", remedy: "Check the package's name." },
      4000,
    );
    expect(picture({ servers: [row(state)], problems: [] }, 1000)).toBe(
      [
        "[error] files  failed · install failed · again in 3 s",
        "  [error] npm could not fetch the package.  → Show Log",
        "  [lightbulb] Check the package's name.  → Copy",
        "  [output] npm error 404  → Show Log",
      ].join("\n"),
    );
  });

  test("gives each place of the settings that keeps a server from starting", () => {
    const state = failed("config", "files cannot be started.", {
      problems: [
        { path: "mcpSandbox.servers.files.env.A", message: "A is not set." },
        { path: "mcpSandbox.servers.files.env.B", message: "B is not set." },
      ],
    });
    expect(picture({ servers: [row(state)], problems: [] })).toBe(
      [
        "[error] files  failed · settings are wrong",
        "  [error] files cannot be started.  → Open Settings",
        "  [circle-small] A is not set.  mcpSandbox.servers.files.env.A",
        "  [circle-small] B is not set.  mcpSandbox.servers.files.env.B",
      ].join("\n"),
    );
  });

  test("shows what is wrong in the settings before the servers", () => {
    const problems = [
      { path: "mcpSandbox.servers.bad.command", message: "Missing.", server: "bad" },
      { path: "mcpSandbox.servers", message: "Expected an object." },
      { path: "mcpSandbox.servers.bad.comand", message: "Not known.", server: "bad" },
    ];
    expect(picture({ servers: [row(stopped)], problems })).toBe(
      [
        "[warning] bad  2 problems",
        "  [warning] Missing.  mcpSandbox.servers.bad.command",
        "  [warning] Not known.  mcpSandbox.servers.bad.comand",
        "[warning] mcpSandbox.servers  Expected an object.",
        "[circle-outline] files  stopped",
      ].join("\n"),
    );
  });
});

describe("every row", () => {
  const state = {
    servers: [
      row(stopped, { name: "a" }),
      row(running({ tools: [tool("x")], caveats: ["c"] }), { name: "b", outdated: true }),
      row(failed("sandboxUnavailable", "No jail.", { remedy: "apt install", log: "x" }), {
        name: "c",
      }),
      row(
        { kind: "starting", since: 0, stages: [{ stage: "spawn", startedAt: 0 }] },
        { name: "d" },
      ),
    ],
    problems: [{ path: "p", message: "m" }],
  };
  const rows = allRows(treeOf(state, 0));

  test("has an id of its own", () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  test("has a context value that is written down", () => {
    for (const { contextValue } of rows) expect(contextValues).toContain(contextValue);
  });

  test("keeps its id when the server's state changes", () => {
    const before = treeOf({ servers: [row(stopped)], problems: [] }, 0);
    const after = treeOf({ servers: [row(running())], problems: [] }, 0);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  test("is spoken of as what it is", () => {
    expect(rows.map(({ spoken, label }) => spoken ?? label)).toEqual([
      "problem in settings: p: m",
      "server a, stopped",
      "server b, running, 1 tool, started in 1.2 s, settings changed, with caveats",
      "The settings changed since it was started.",
      "caution: c",
      "tool x",
      "server c, failed, no sandbox on this machine",
      "reason: No jail.",
      "what to do: apt install",
      "last line: x",
      "server d, starting, spawn, 0 s",
      "spawn",
    ]);
  });
});

test("a remedy that is a command can be copied as it is", () => {
  const state = failed("sandboxUnavailable", "No jail.", { remedy: "sudo apt install bubblewrap" });
  const remedy = allRows(treeOf({ servers: [row(state)], problems: [] }, 0)).find(
    ({ contextValue }) => contextValue === "remedy",
  );
  expect(remedy).toMatchObject({
    text: "sudo apt install bubblewrap",
    action: { command: "mcpSandbox.copyText", args: ["sudo apt install bubblewrap"] },
  });
});

test("a server's tooltip shows its words inert", () => {
  const [node] = treeOf(
    {
      servers: [row(running(), { description: "![x](https://e.example/p.png) <b>" })],
      problems: [],
    },
    0,
  );
  expect(node?.tooltip).toEqual({
    markdown: [
      String.raw`**files** running · no tools · started in 1\.2 s`,
      String.raw`\!\[x\]\(https\:\/\/e\.example\/p\.png\) \<b\>`,
      "`npx -y files /data`",
      String.raw`Start: sandbox 20 ms → spawn 80 ms → handshake 1\.1 s`,
      String.raw`files\-server 1\.2\.0, MCP 2025\-11\-25`,
    ].join("\n\n"),
  });
});
