import { describe, expect, it } from "vitest";
import { Subscriptions } from "../../../src/mcp/subscriptions.ts";

interface Listened {
  readonly resourceSubscriptions?: string[] | undefined;
}

/** The end of the SDK that opens streams: what was asked for, and a way to end each stream. */
function streams(open: (filter: Listened) => Promise<void> = async () => {}) {
  const asked: (readonly string[] | undefined)[] = [];
  const closed: string[] = [];
  const end: (() => void)[] = [];
  const listen = async (filter: Listened) => {
    asked.push(filter.resourceSubscriptions);
    await open(filter);
    const ended = Promise.withResolvers<"local">();
    end.push(() => ended.resolve("local"));
    const close = async (): Promise<void> => void closed.push(String(filter.resourceSubscriptions));
    return { honoredFilter: {}, closed: ended.promise, close };
  };
  return { asked, closed, end, subscriptions: new Subscriptions({ listen }) };
}

describe("following a resource", () => {
  it("opens one stream for it, however often it is asked for", async () => {
    const { asked, subscriptions } = streams();
    await Promise.all([subscriptions.follow("a:1", 100), subscriptions.follow("a:1", 100)]);
    await subscriptions.follow("a:2", 100);
    expect(asked).toEqual([["a:1"], ["a:2"]]);
  });

  it("ends with its leaving, and leaving what is not followed does nothing", async () => {
    const { closed, subscriptions } = streams();
    await subscriptions.leave("a:1");
    await subscriptions.follow("a:1", 100);
    await subscriptions.leave("a:1");
    await subscriptions.leave("a:1");
    expect(closed).toEqual(["a:1"]);
  });

  it("that the server refused or ended can be tried anew", async () => {
    let refused = false;
    const { asked, end, subscriptions } = streams(async () => {
      if (refused) return;
      refused = true;
      throw new Error("Not now.");
    });
    await expect(subscriptions.follow("a:1", 100)).rejects.toThrow("Not now.");
    await subscriptions.follow("a:1", 100);
    end[0]?.();
    await expect
      .poll(async () => {
        await subscriptions.follow("a:1", 100);
        return asked.length;
      })
      .toBe(3);
  });
});
