import { expect, test } from "vitest";
import { createFailure, e2bFailure, isUnanswered } from "../../../../src/sandbox/e2b/e2bFailure.ts";
import { Failure } from "../../../../src/base/failure.ts";

const named = (name: string, message = "words"): Error =>
  Object.assign(new Error(message), { name });
const answered = (statusCode: number): Error => Object.assign(new Error("words"), { statusCode });

test.for([
  ["a key that is not taken", named("AuthenticationError"), "keyRejected"],
  ["a key without the right", answered(403), "keyRejected"],
  ["too many at once", named("RateLimitError"), "planLimit"],
  ["a bill that is not paid", answered(402), "planLimit"],
  ["a service that is busy", named("ServiceBusyError"), "serviceUnreachable"],
  ["a gateway that finds nobody", answered(502), "serviceUnreachable"],
  ["no answer at all", new TypeError("fetch failed"), "serviceUnreachable"],
  ["a sandbox that is gone", named("SandboxNotFoundError"), "sandboxFailed"],
  ["words that it does not take", answered(400), "sandboxFailed"],
  ["a full disk", named("NotEnoughSpaceError"), "fileFailed"],
] as const)("%s has a code of its own", ([, error, code]) => {
  expect(e2bFailure(error).code).toBe(code);
});

test("only the making of one can lack a template", () => {
  expect(createFailure(answered(404), "mine")).toMatchObject({ code: "templateMissing" });
  expect(createFailure(answered(404), "mine").message).toContain("mine");
  expect(createFailure(answered(401), "mine").code).toBe("keyRejected");
});

test("what is a failure already stays one", () => {
  const failure = new Failure("keyMissing", "none");
  expect(e2bFailure(failure)).toBe(failure);
});

test("the cause's words are told where the error's own say little", () => {
  const error = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  expect(e2bFailure(error).message).toContain("ECONNREFUSED");
});

test("only a clear answer says that nothing was done", () => {
  expect(isUnanswered(answered(404))).toBe(false);
  expect(isUnanswered(answered(429))).toBe(false);
  expect(isUnanswered(answered(502))).toBe(true);
  expect(isUnanswered(new TypeError("fetch failed"))).toBe(true);
});
