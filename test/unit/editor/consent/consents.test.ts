import { describe, expect, test } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import type { ServerConfig } from "../../../../src/config/serverEntry.ts";
import { Approvals } from "../../../../src/editor/consent/approvals.ts";
import { Consents, type Question } from "../../../../src/editor/consent/consents.ts";
import { describeLaunch } from "../../../../src/editor/consent/describeLaunch.ts";
import { memoryMemento } from "../machines/memory.ts";
import { around, config } from "./launches.ts";

interface Asked extends Question {
  readonly signal: AbortSignal;
  readonly answer: (isAllowed: boolean) => void;
}

/** Consents whose questions wait for the test. */
function setUp(memory = memoryMemento()) {
  const asked: Asked[] = [];
  const consents = new Consents({
    approvals: new Approvals(memory),
    describe: (server) => describeLaunch(server, around),
    ask: (question, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      signal.addEventListener("abort", () => reject(signal.reason));
      asked.push({ ...question, signal, answer: resolve });
      return promise;
    },
  });
  const next = (count = 1) => expect.poll(() => asked.length).toBe(count);
  const allow = async (server: ServerConfig) => {
    const before = asked.length;
    const ensured = consents.ensure(server);
    await next(before + 1);
    asked.at(-1)?.answer(true);
    await ensured;
  };
  return { consents, asked, next, allow, memory };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => Failure.from(error).code,
  );

describe("a launch", () => {
  test("is asked about once and then known", async () => {
    const { consents, asked, allow } = setUp();
    await allow(config());
    await consents.ensure(config());
    expect(asked).toHaveLength(1);
    expect(consents.review().map(({ server }) => server)).toEqual(["files"]);
  });

  test("is known to be allowed without asking anybody", async () => {
    const { consents, asked, allow } = setUp();
    expect(await consents.isAllowed(config())).toBe(false);
    await allow(config());
    expect(await consents.isAllowed(config())).toBe(true);
    expect(await consents.isAllowed(config({ command: "other" }))).toBe(false);
    const missing = config({ sandbox: { mounts: [{ source: "/no/such/folder" }] } });
    expect(await consents.isAllowed(missing)).toBe(false);
    expect(asked).toHaveLength(1);
  });

  test("that is refused is not allowed, and asked about again", async () => {
    const { consents, asked, next } = setUp();
    const refused = codeOf(consents.ensure(config()));
    await next();
    asked[0]?.answer(false);
    expect(await refused).toBe("notAllowed");
    expect(consents.review()).toEqual([]);
    void consents.ensure(config());
    await next(2);
  });

  test.each([
    ["its command", { command: "other" }],
    ["its network", { sandbox: { network: "all" as const } }],
    ["a mount", { sandbox: { mounts: [{ source: "/usr" }] } }],
    ["a value", { env: { A: "2" } }],
  ])("that has changed in %s is asked about again, with what was allowed", async (_, change) => {
    const { consents, asked, next, allow } = setUp();
    await allow(config({ env: { A: "1" } }));
    void consents.ensure(config({ env: { A: "1" }, ...change }));
    await next(2);
    expect(asked[1]?.before?.hash).toBe(asked[0]?.launch.hash);
    expect(asked[1]?.launch.hash).not.toBe(asked[0]?.launch.hash);
  });

  test("of one name is not allowed by the same of another name", async () => {
    const { consents, next, allow } = setUp();
    await allow(config());
    void consents.ensure(config({}, "other"));
    await next(2);
  });

  test("that was allowed in one workspace is asked about in another", async () => {
    const first = setUp();
    await first.allow(config());
    const again = setUp(first.memory);
    await again.consents.ensure(config());
    expect(again.asked).toEqual([]);
    const other = setUp();
    void other.consents.ensure(config());
    await other.next();
  });

  test("that cannot be is not asked about", async () => {
    const { consents, asked } = setUp();
    const missing = config({ sandbox: { mounts: [{ source: "/no/such/folder" }] } });
    expect(await codeOf(consents.ensure(missing))).toBe("config");
    expect(asked).toEqual([]);
  });
});

describe("a question under way", () => {
  test("is shared by all who wait for its answer", async () => {
    const { consents, asked, next } = setUp();
    const all = Promise.all([1, 2, 3].map(() => consents.ensure(config())));
    await next();
    expect(consents.isWaiting("files")).toBe(true);
    asked[0]?.answer(true);
    await all;
    expect(asked).toHaveLength(1);
    await expect.poll(() => consents.isWaiting("files")).toBe(false);
  });

  test("goes on while one of them waits, and goes away with the last", async () => {
    const { consents, asked, next } = setUp();
    const [first, last] = [new AbortController(), new AbortController()];
    const left = codeOf(consents.ensure(config(), first.signal));
    const waiting = codeOf(consents.ensure(config(), last.signal));
    await next();
    first.abort();
    expect(await left).toBe("cancelled");
    expect(asked[0]?.signal.aborted).toBe(false);
    last.abort();
    expect(await waiting).toBe("cancelled");
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(consents.review()).toEqual([]);
  });

  test("gives way to one about what the launch is now", async () => {
    const { consents, asked, next } = setUp();
    const old = codeOf(consents.ensure(config()));
    await next();
    const now = consents.ensure(config({ command: "other" }));
    await next(2);
    expect(await old).toBe("cancelled");
    asked[0]?.answer(true);
    asked[1]?.answer(true);
    await now;
    expect(consents.review().map(({ rows }) => rows[0]?.text)).toEqual(["other"]);
  });

  test("is told of when it begins and when it is over", async () => {
    const { consents, allow } = setUp();
    const told: string[] = [];
    consents.onDidChange((name) => void told.push(`${name} ${consents.isWaiting(name)}`));
    await allow(config());
    await expect.poll(() => told).toEqual(["files true", "files false"]);
  });

  test("ends with the window", async () => {
    const { consents, next } = setUp();
    const ensured = codeOf(consents.ensure(config()));
    await next();
    consents.dispose();
    expect(await ensured).toBe("cancelled");
  });

  test("does not come up for somebody who has given up already", async () => {
    const { consents, asked } = setUp();
    expect(await codeOf(consents.ensure(config(), AbortSignal.abort()))).toBe("cancelled");
    expect(asked).toEqual([]);
  });
});

describe("an approval", () => {
  test("that is revoked is told of, and the next start asks", async () => {
    const { consents, next, allow } = setUp();
    const told: string[] = [];
    consents.onDidRevoke((name) => void told.push(name));
    await allow(config());
    await allow(config({}, "other"));
    await consents.revoke("files");
    expect(told).toEqual(["files"]);
    expect(consents.review().map(({ server }) => server)).toEqual(["other"]);
    void consents.ensure(config());
    await next(3);
  });

  test("holds its moment and what was shown, and no value", async () => {
    const { memory, allow, consents } = setUp();
    await allow(config({ env: { TOKEN: "never-kept" } }));
    expect(consents.review()[0]?.at).toBeGreaterThan(Date.now() - 60_000);
    expect(JSON.stringify(memory.get("approvedLaunches"))).not.toContain("never-kept");
  });

  test.each([
    ["nothing", undefined],
    ["text", "files"],
    ["a list of something else", [null, 1, { server: "files", hash: "x", at: 1 }]],
    ["rows that are none", [{ server: "files", hash: "x", at: 1, rows: [{ label: 1 }] }]],
  ])("that is kept as %s is none", async (_, kept) => {
    const { memory, consents } = setUp();
    await memory.update("approvedLaunches", kept);
    expect(consents.review()).toEqual([]);
  });
});
