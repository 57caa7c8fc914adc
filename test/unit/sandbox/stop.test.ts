import { expect, test } from "vitest";
import type { Exit, Process } from "../../../src/sandbox/sandbox.ts";
import { stop } from "../../../src/sandbox/stop.ts";

type Step = "end" | "SIGTERM" | "SIGKILL";

/** A program that ends at one of the steps, and what was done to it. */
function programThatEndsAt(last: Step, endSettles = true): { program: Process; steps: Step[] } {
  const steps: Step[] = [];
  let leave: (exit: Exit) => void = () => {};
  const exit = new Promise<Exit>((resolve) => (leave = resolve));
  const take = (step: Step): void => {
    steps.push(step);
    if (step === last) leave({ kind: "signalled", signal: step });
  };
  const none = (async function* (): AsyncGenerator<Uint8Array> {})();
  const program: Process = {
    stdout: none,
    stderr: none,
    exit,
    write: async () => {},
    end: async () => {
      take("end");
      if (!endSettles) await exit;
    },
    signal: async (signal) => take(signal),
  };
  return { program, steps };
}

const grace = { closeMs: 1, termMs: 1 };

test("a program that ends with its input gets no signal", async () => {
  const { program, steps } = programThatEndsAt("end");
  await stop(program, { closeMs: 60_000, termMs: 60_000 });
  expect(steps).toEqual(["end"]);
});

test("a program that obeys SIGTERM is not killed", async () => {
  const { program, steps } = programThatEndsAt("SIGTERM");
  await stop(program, { closeMs: 1, termMs: 60_000 });
  expect(steps).toEqual(["end", "SIGTERM"]);
});

test("a program that obeys nothing is killed, and how it ended is told", async () => {
  const { program, steps } = programThatEndsAt("SIGKILL");
  const exit = await stop(program, grace);
  expect(steps).toEqual(["end", "SIGTERM", "SIGKILL"]);
  expect(exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
});

test("an input that does not close holds nothing up", async () => {
  const { program, steps } = programThatEndsAt("SIGKILL", false);
  await stop(program, grace);
  expect(steps).toEqual(["end", "SIGTERM", "SIGKILL"]);
});
