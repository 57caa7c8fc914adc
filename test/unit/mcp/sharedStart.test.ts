import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { SharedStart } from "../../../src/mcp/sharedStart.ts";

/** A start that ends when the test says so, or when it is aborted. */
function start() {
  let arrive: (value: string) => void = () => {};
  const shared = new SharedStart(
    (signal) =>
      new Promise<string>((resolve, reject) => {
        arrive = resolve;
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      }),
  );
  return { shared, arrive: (value: string) => arrive(value) };
}

describe("a shared start", () => {
  it("gives all who wait the same", async () => {
    const { shared, arrive } = start();
    const all = [shared.join(), shared.join(new AbortController().signal)];
    await Promise.resolve();
    arrive("here");
    expect(await Promise.all(all)).toEqual(["here", "here"]);
  });

  it("has not begun in the turn in which it was made", async () => {
    let begun = false;
    const shared = new SharedStart(async () => (begun = true));
    expect(begun).toBe(false);
    expect(await shared.join()).toBe(true);
  });

  it("goes on while one is left", async () => {
    const { shared, arrive } = start();
    const cancel = new AbortController();
    const leaving = shared.join(cancel.signal);
    const staying = shared.join();
    cancel.abort();
    await expect(leaving).rejects.toMatchObject({ code: "cancelled" });
    expect(shared.aborted).toBe(false);
    arrive("here");
    expect(await staying).toBe("here");
  });

  it("ends with the last one, who learns of it when it has ended", async () => {
    const { shared } = start();
    const cancel = new AbortController();
    const leaving = shared.join(cancel.signal);
    await Promise.resolve();
    cancel.abort();
    await expect(leaving).rejects.toMatchObject({ code: "cancelled" });
    expect(shared.aborted).toBe(true);
    await shared.settled;
  });

  it("that is aborted fails for all, with the reason", async () => {
    const { shared } = start();
    const all = [shared.join(), shared.join()];
    await Promise.resolve();
    shared.abort(new Failure("cancelled", "Stopped."));
    for (const waiting of all) await expect(waiting).rejects.toThrow("Stopped.");
  });
});
