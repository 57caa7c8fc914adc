import { expect, test } from "vitest";
import { sparing, systemResolve } from "../../../../../src/sandbox/local/network/resolver.ts";

/** A resolver that answers when it is told to. */
function held() {
  const waiting = new Map<string, { answer: () => void; fail: () => void }>();
  const asked: string[] = [];
  const resolve = (host: string): Promise<readonly string[]> => {
    asked.push(host);
    return new Promise((done, failed) => {
      waiting.set(host, { answer: () => done([`${host}'s`]), fail: () => failed(new Error(host)) });
    });
  };
  return { asked, resolve: sparing(resolve), of: (host: string) => waiting.get(host) };
}

test("the same name is asked for once at a time, and anew afterwards", async () => {
  const { asked, resolve, of } = held();
  const both = [resolve("a"), resolve("a")];
  of("a")?.answer();
  expect(await Promise.all(both)).toEqual([["a's"], ["a's"]]);
  const again = resolve("a");
  of("a")?.answer();
  await again;
  expect(asked).toEqual(["a", "a"]);
});

test("no more than three names are asked for at a time", async () => {
  const { asked, resolve, of } = held();
  const all = ["a", "b", "c", "d"].map((name) => resolve(name));
  expect(asked).toEqual(["a", "b", "c"]);
  of("b")?.answer();
  await expect.poll(() => asked).toEqual(["a", "b", "c", "d"]);
  for (const name of ["a", "c", "d"]) of(name)?.answer();
  expect(await Promise.all(all)).toHaveLength(4);
});

test("a failure is told to who asked and to nobody else", async () => {
  const { asked, resolve, of } = held();
  const failing = resolve("a");
  const others = ["b", "c", "d"].map((name) => resolve(name));
  of("a")?.fail();
  await expect(failing).rejects.toThrow("a");
  await expect.poll(() => asked).toContain("d");
  for (const name of ["b", "c", "d"]) of(name)?.answer();
  expect(await Promise.all(others)).toHaveLength(3);
});

test("the system's resolver knows this machine", async () => {
  const addresses = await systemResolve("localhost");
  expect(addresses.some((address) => ["127.0.0.1", "::1"].includes(address))).toBe(true);
});
