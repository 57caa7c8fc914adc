import { describe, expect, test } from "vitest";
import { Failure, type FailureCode } from "../../../../src/base/failure.ts";
import { commands } from "../../../../src/editor/contributions.ts";
import {
  actionsFor,
  failureSentences,
  lastLine,
  shortWords,
} from "../../../../src/editor/words/failureWords.ts";
import { failureNotice, notice } from "../../../../src/editor/words/notice.ts";
import { machineStatusWords, statusWords } from "../../../../src/editor/words/statusWords.ts";
import { toolTitle } from "../../../../src/editor/words/toolTitle.ts";
import { typeWords } from "../../../../src/editor/words/typeWords.ts";
import { doctorVerdict, verifyVerdict } from "../../../../src/editor/words/verdicts.ts";
import type { Machine } from "../../../../src/sandbox/machines.ts";
import { machine } from "../../../fakes/memoryMachines.ts";
import { failed, running, stopped, tool } from "../tree/rows.ts";

describe("what can be done about a failure", () => {
  const titles = (code: FailureCode, remedy?: string) =>
    actionsFor(new Failure(code, "m", remedy === undefined ? {} : { remedy }), "files").map(
      ({ title }) => title,
    );

  test.each<[FailureCode, string[]]>([
    ["config", ["Open Settings"]],
    ["secretMissing", ["Enter Secret"]],
    ["untrusted", ["Manage Workspace Trust"]],
    ["notAllowed", ["Ask Again"]],
    ["installFailed", ["Show Log", "Restart"]],
    ["serverExited", ["Show Log", "Restart"]],
    ["commandNotFound", ["Open Settings", "Show Log"]],
    ["serverError", ["Show Log"]],
    ["cancelled", []],
    ["keyMissing", ["Set E2B API Key", "Use Local Sandbox"]],
    ["keyRejected", ["Set E2B API Key", "Use Local Sandbox"]],
    ["serviceUnreachable", ["Open E2B Settings", "Restart"]],
    ["planLimit", ["Show Sandboxes", "Restart"]],
    ["templateMissing", ["Edit Server"]],
    ["fileNotFound", []],
  ])("%s", (code, expected) => {
    expect(titles(code)).toEqual(expected);
  });

  test("a machine without a jail offers its remedy and the doctor", () => {
    expect(titles("sandboxUnavailable", "apt install")).toEqual(["Copy Remedy", "Doctor"]);
  });

  test("every command that is offered exists", () => {
    const editors = ["workbench.trust.manage", "workbench.action.openSettings"];
    const known: string[] = [...Object.values(commands), ...editors];
    for (const code of Object.keys(shortWords) as FailureCode[])
      for (const { command } of actionsFor(new Failure(code, "m", { remedy: "r" }), "s"))
        expect(known).toContain(command);
  });

  test("nothing is offered that would need a server where there is none", () => {
    const alone = (code: FailureCode) =>
      actionsFor(new Failure(code, "m")).map(({ title }) => title);
    expect(alone("timeout")).toEqual(["Show Log"]);
    expect(alone("keyRejected")).toEqual(["Set E2B API Key"]);
    expect(alone("serviceUnreachable")).toEqual(["Open E2B Settings"]);
    expect(alone("planLimit")).toEqual(["Show Sandboxes"]);
  });
});

describe("a failure in a notification", () => {
  test("names the server, the last line and the remedy", () => {
    const failure = new Failure("serverExited", "The server ended with exit code 3.", {
      log: "starting\nno token\n\n",
      remedy: "Set TOKEN.",
    });
    expect(failureNotice(failure, "files")).toBe(
      "files: The server ended with exit code 3. Last line: no token. Set TOKEN.",
    );
  });

  test("names the first place that is wrong", () => {
    const problems = [{ path: "/a", message: "Must be a number." }];
    const failure = new Failure("invalidArguments", "The arguments do not fit.", { problems });
    expect(failureNotice(failure)).toBe("The arguments do not fit. /a: Must be a number.");
  });

  test("cannot hold a link that runs a command", () => {
    expect(notice("[Fix it](command:evil)")).toBe("[Fix it] (command:evil)");
  });

  test("is of bounded length", () => {
    expect(notice("x".repeat(5000)).length).toBe(601);
  });
});

test("sentences of a failure hold every problem and the remedy", () => {
  const problems = [
    { path: "a", message: "b" },
    { path: "", message: "c" },
  ];
  const failure = new Failure("config", "m", { problems, remedy: "r" });
  expect(failureSentences(failure)).toBe("m\na: b\nc\nr");
  expect(lastLine(failure)).toBeUndefined();
});

describe("the status bar", () => {
  test("says nothing while nothing runs", () => {
    expect(statusWords([])).toBeUndefined();
    expect(statusWords([stopped, stopped])).toBeUndefined();
  });

  test("counts what starts, runs and has failed", () => {
    const starting = { kind: "starting", since: 0, stages: [] } as const;
    expect(statusWords([running(), running(), starting, failed("timeout", "m"), stopped])).toEqual({
      text: "MCP $(loading~spin) 1 $(vm-running) 2 $(error) 1",
      spoken: "MCP Sandbox: 1 server starting, 2 servers running, 1 server failed",
    });
  });
});

describe("the status bar of the microVMs", () => {
  const inStates = (...states: Machine["state"][]) =>
    machineStatusWords(states.map((state, index) => machine(`i${index}`, { state })));

  test("says nothing while none is there, or all are paused", () => {
    expect(inStates()).toBeUndefined();
    expect(inStates("paused", "paused")).toBeUndefined();
  });

  test("counts what is up, and tells the rest", () => {
    expect(inStates("running", "running", "idle", "paused", "starting", "leaving")).toEqual({
      text: "$(cloud) 5",
      spoken:
        "MCP Sandbox: 1 microVM starting, 2 microVMs running, 1 microVM idle, 1 microVM closing, 1 microVM paused",
    });
  });
});

describe("a type in words", () => {
  test.each([
    [{ type: "string" }, "string"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ enum: ["a", 1] }, '"a" | 1'],
    [{ const: true }, "true"],
    [{ type: "array", items: { type: "integer" } }, "array of integer"],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string | null"],
    [{}, "any"],
    [undefined, "any"],
    [true, "any"],
  ])("%j", (schema, words) => {
    expect(typeWords(schema)).toBe(words);
  });
});

test("a tool's title is its own, else that of its annotations", () => {
  expect(toolTitle(tool("x", { title: "A" }))).toBe("A");
  expect(toolTitle(tool("x", { annotations: { title: "B" } }))).toBe("B");
  expect(toolTitle(tool("x"))).toBeUndefined();
});

test("the verdict of the attacks compares with and without the sandbox", () => {
  const tally = (through: number) => ({ tried: 82, through });
  expect(verifyVerdict({ jailed: tally(0), bare: tally(60), holds: true })).toBe(
    "0 of 82 attacks got through in the sandbox, 60 of 82 attacks got through without one.",
  );
  expect(verifyVerdict({ jailed: tally(0), bare: tally(60), holds: false })).toContain(
    "Something that is granted does not work.",
  );
});

test("the doctor's verdict counts obstacles before warnings", () => {
  const check = (outcome: "ok" | "warning" | "failed") => ({
    id: "x",
    title: "X",
    outcome,
    message: "m",
  });
  expect(doctorVerdict([check("ok")])).toBe("The local sandbox works here.");
  expect(doctorVerdict([check("ok"), check("warning")])).toBe(
    "The local sandbox works here, with 1 warning.",
  );
  expect(doctorVerdict([check("failed"), check("warning")])).toBe(
    "1 obstacle in the way of the local sandbox.",
  );
});
