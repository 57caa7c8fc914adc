import { constants } from "node:os";
import { expect, test } from "vitest";
import { signalName } from "../../../../../src/sandbox/e2b/process/program.ts";

test.runIf(process.platform === "linux" && ["x64", "arm64"].includes(process.arch))(
  "signals have the names that Linux gives them",
  () => {
    const numbers = Object.entries(constants.signals).filter(
      ([name]) => name !== "SIGIOT" && name !== "SIGPOLL" && name !== "SIGUNUSED",
    );
    expect(numbers.map(([, number]) => signalName(number))).toEqual(numbers.map(([name]) => name));
  },
);

test("a signal without a name is told by its number", () => {
  expect(signalName(40)).toBe("signal 40");
});
