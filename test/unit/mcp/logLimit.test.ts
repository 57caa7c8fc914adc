import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LogLimit } from "../../../src/mcp/logLimit.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

function limited(perSecond: number) {
  const said: string[] = [];
  const limit = new LogLimit((line) => void said.push(line), perSecond);
  const say = (count: number): void => {
    for (let index = 0; index < count; index += 1) limit.say("line");
  };
  return { said, say, flush: () => limit.flush() };
}

describe("a log limit", () => {
  it("lets through what is little", () => {
    const { said, say, flush } = limited(3);
    say(3);
    flush();
    expect(said).toEqual(["line", "line", "line"]);
  });

  it("counts what is too much, and tells with the next line of a later second", () => {
    const { said, say } = limited(2);
    say(10);
    expect(said).toHaveLength(2);
    vi.setSystemTime(1_001_000);
    say(1);
    expect(said.slice(2)).toEqual(["… 8 more lines were left out.", "line"]);
  });

  it("tells at the end, once", () => {
    const { said, say, flush } = limited(1);
    say(5);
    flush();
    flush();
    expect(said).toEqual(["line", "… 4 more lines were left out."]);
  });
});
