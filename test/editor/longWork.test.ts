import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { longWork, type Work } from "../../src/editor/longWork.ts";

describe("work that may take long", () => {
  it("gives its value, soon or late", async () => {
    assert.equal(await longWork("soon", () => Promise.resolve(1)), 1);
    assert.equal(await longWork("late", () => delay(600, 2)), 2);
  });

  it("fails as it failed, soon or late", async () => {
    const failure = new Error("as it was");
    await assert.rejects(
      longWork("soon", () => Promise.reject(failure)),
      failure,
    );
    const late = async (): Promise<never> => {
      await delay(600);
      throw failure;
    };
    await assert.rejects(longWork("late", late), failure);
  });

  it("may say how far it is before and while that is shown", async () => {
    const work = async ({ say }: Work): Promise<string> => {
      say({ progress: 1, total: 4, message: "one" });
      await delay(600);
      say({ progress: 2, total: 4 });
      say({ message: "no number" });
      say({ progress: 9 });
      return "done";
    };
    assert.equal(await longWork("counting", work), "done");
  });

  it("is given up by its controller", async () => {
    const controller = new AbortController();
    const work = ({ signal }: Work): Promise<boolean> =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(signal.aborted));
      });
    const running = longWork("until told", work, controller);
    controller.abort();
    assert.equal(await running, true);
  });
});
