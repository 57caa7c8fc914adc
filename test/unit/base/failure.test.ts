import { expect, test } from "vitest";
import { Failure } from "../../../src/base/failure.ts";

test("a failure carries its code, message, cause and what to do", () => {
  const cause = new Error("EACCES");
  const failure = new Failure("sandboxFailed", "The jail did not start.", {
    cause,
    remedy: "Install bubblewrap.",
    log: "bwrap: no",
    problems: [{ path: "/a", message: "must be a string" }],
  });
  expect(failure).toBeInstanceOf(Error);
  expect(failure).toMatchObject({
    name: "Failure",
    code: "sandboxFailed",
    message: "The jail did not start.",
    remedy: "Install bubblewrap.",
    log: "bwrap: no",
    problems: [{ path: "/a", message: "must be a string" }],
  });
  expect(failure.cause).toBe(cause);
});

test("without details there is no cause and the list of problems is empty", () => {
  const failure = new Failure("usage", "No.");
  expect("cause" in failure).toBe(false);
  expect(failure.problems).toEqual([]);
  expect(failure.rpc).toBeUndefined();
});

test("what is a failure already stays the same object", () => {
  const failure = new Failure("timeout", "Too late.");
  expect(Failure.from(failure, "internal")).toBe(failure);
});

test("an abort becomes cancelled and keeps its cause", () => {
  const abort = new DOMException("stop", "AbortError");
  const failure = Failure.from(abort, "serverError");
  expect(failure.code).toBe("cancelled");
  expect(failure.cause).toBe(abort);
});

test("the end of an AbortSignal.timeout becomes timeout", () => {
  expect(Failure.from(new DOMException("late", "TimeoutError")).code).toBe("timeout");
});

test.each([
  ["an error", new TypeError("boom"), "boom"],
  ["a string", "boom", "boom"],
  ["undefined", undefined, "undefined"],
])("%s that is thrown becomes a failure with the given code", (_what, thrown, message) => {
  const failure = Failure.from(thrown, "protocol");
  expect(failure).toMatchObject({ code: "protocol", message });
  expect(failure.cause).toBe(thrown);
});

test("a stranger without a code given is our own fault", () => {
  expect(Failure.from(new Error("what")).code).toBe("internal");
});
