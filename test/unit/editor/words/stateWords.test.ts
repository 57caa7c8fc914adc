import { describe, expect, test } from "vitest";
import type { ServerState } from "../../../../src/mcp/server.ts";
import { stagesLine, stateIcon, stateWords } from "../../../../src/editor/words/stateWords.ts";
import { failed, running, stopped, tool } from "../tree/rows.ts";

const starting: ServerState = { kind: "starting", since: 1000, stages: [] };

describe("a state in words", () => {
  test.each<[string, ServerState, string]>([
    ["stopped", stopped, "stopped"],
    ["before the first stage", starting, "starting · 4 s"],
    [
      "in a stage",
      { ...starting, stages: [{ stage: "install", startedAt: 1000 }] },
      "starting · install · 4 s",
    ],
    ["running", running({ tools: [tool("a")] }), "running · 1 tool · started in 1.2 s"],
    ["busy", running({ calls: 3 }), "running · no tools · 3 calls under way · started in 1.2 s"],
    ["stopping", { kind: "stopping", since: 4500 }, "stopping · 0 s"],
    ["failed", failed("timeout", "m"), "failed · took too long"],
    [
      "about to try again",
      failed("timeout", "m", {}, 7500),
      "failed · took too long · again in 3 s",
    ],
    [
      "trying again by now",
      failed("timeout", "m", {}, 5000),
      "failed · took too long · again in 0 s",
    ],
  ])("%s", (_, state, words) => {
    expect(stateWords(state, 5000)).toBe(words);
  });
});

test("the stages of a start stand in a line, the one under way without a time", () => {
  expect(
    stagesLine([
      { stage: "sandbox", startedAt: 0, durationMs: 5 },
      { stage: "spawn", startedAt: 5, durationMs: 1500 },
      { stage: "handshake", startedAt: 1505 },
    ]),
  ).toBe("sandbox 5 ms → spawn 1.5 s → handshake …");
});

test("each state has an icon that tells it apart without its colour", () => {
  const names = [stopped, starting, running(), failed("timeout", "m")].map(
    (state) => stateIcon(state, false).name,
  );
  expect(new Set(names).size).toBe(names.length);
});

test("a running server that needs attention looks different", () => {
  expect(stateIcon(running(), true).name).not.toBe(stateIcon(running(), false).name);
  expect(stateIcon(stopped, true)).toEqual(stateIcon(stopped, false));
});
