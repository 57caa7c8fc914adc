import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { abortable } from "../../../src/mcp/abortable.ts";

const never = new Promise<never>(() => {});

describe("work that can be left", () => {
  it("gives what it gives when nobody leaves", async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(1), undefined)).toBe(1);
    expect(await abortable(Promise.resolve(1), signal)).toBe(1);
    await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("is left with the reason as a failure", async () => {
    const cancel = new AbortController();
    const left = abortable(never, cancel.signal);
    cancel.abort();
    await expect(left).rejects.toMatchObject({ code: "cancelled" });
    const reason = new Failure("untrusted", "Not here.");
    await expect(abortable(never, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(abortable(never, AbortSignal.timeout(1))).rejects.toMatchObject({
      code: "timeout",
    });
  });

  it("hands over what comes too late, so that it can be closed", async () => {
    let open: (value: string) => void = () => {};
    const work = new Promise<string>((resolve) => (open = resolve));
    const cancel = new AbortController();
    const late: string[] = [];
    const left = abortable(work, cancel.signal, (value) => void late.push(value));
    cancel.abort();
    await expect(left).rejects.toThrow();
    open("sandbox");
    await expect.poll(() => late).toEqual(["sandbox"]);
  });

  it("hands nothing over when nobody left", async () => {
    const late: number[] = [];
    const { signal } = new AbortController();
    await abortable(Promise.resolve(1), signal, (value) => void late.push(value));
    expect(late).toEqual([]);
  });
});
