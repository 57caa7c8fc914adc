import { FileNotFoundError, InvalidArgumentError, NotEnoughSpaceError, SandboxError } from "e2b";
import { expect, test } from "vitest";
import { fileFailure } from "../../../../src/sandbox/e2b/sdkFileFailure.ts";

test.for([
  [new FileNotFoundError("gone"), "fileNotFound", "a was not found in the sandbox."],
  [new NotEnoughSpaceError("full"), "fileFailed", "a cannot be read: the sandbox's disk is full."],
  [
    new InvalidArgumentError("[invalid_argument] It is a folder."),
    "fileFailed",
    "a cannot be read: it is a folder.",
  ],
  [new SandboxError("7: [permission_denied] No."), "fileFailed", "a cannot be read: no."],
  [new SandboxError("13: [internal] EIO"), "fileFailed", "a cannot be read: EIO."],
  [
    new SandboxError("500: error opening file"),
    "fileFailed",
    "a cannot be read: error opening file.",
  ],
] as const)("%o is told as %s", ([error, code, message]) => {
  expect(fileFailure(error, "a", "read")).toMatchObject({ code, message, cause: error });
});

test("what is not about the file is told as the service's", () => {
  for (const error of [new SandboxError("2: [unknown] terminated"), new TypeError("fetch failed")])
    expect(fileFailure(error, "a", "read").code).not.toMatch(/^file/);
});
