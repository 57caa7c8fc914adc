import { expect, test } from "vitest";
import { Refusal } from "../../../../../src/sandbox/local/network/refusal.ts";
import { TlsGuard } from "../../../../../src/sandbox/local/network/tlsGuard.ts";
import {
  helloMessage,
  realHello,
  record,
  records,
  serverName,
} from "../../../../fakes/tlsBytes.ts";

const good = helloMessage([serverName("good.example")]);
const evil = helloMessage([serverName("evil.example")]);
const appData = record(23, Buffer.alloc(3000, 5));
const changeCipherSpec = record(20, Buffer.from([1]));

const newGuard = (): TlsGuard =>
  new TlsGuard(({ serverName: name }) =>
    name === "good.example" ? undefined : `asks for ${name}`,
  );

/** What comes out for bytes that come in pieces of a size. */
function through(bytes: Buffer, size: number, guard = newGuard()): Buffer {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size)
    out.push(Buffer.from(guard.push(Buffer.from(bytes.subarray(at, at + size)))));
  return Buffer.concat(out);
}

const pieces = [1, 2, 3, 5, 7, 64, 1000, 1_000_000];

test.each(pieces)("an allowed client goes through whole in pieces of %i", (size) => {
  const bytes = Buffer.concat([records(good, 50), changeCipherSpec, appData, appData]);
  expect(through(bytes, size).equals(bytes)).toBe(true);
});

test.each([1, 2, 5, 40, 16_384])("a hello in records of %i bytes is checked", (size) => {
  expect(through(records(good, size), 7).equals(records(good, size))).toBe(true);
  expect(() => through(records(evil, size), 7)).toThrow(Refusal);
});

test("not a byte goes on before the whole hello is checked", () => {
  const guard = newGuard();
  const bytes = records(good, 50);
  expect(through(bytes.subarray(0, -1), 3, guard)).toHaveLength(0);
  expect(through(bytes.subarray(-1), 3, guard).equals(bytes)).toBe(true);
});

test("what a real client says goes through, and under another name does not", async () => {
  const real = await realHello("good.example");
  expect(through(real, 100).equals(real)).toBe(true);
  const other = await realHello("other.example");
  expect(() => through(other, 100)).toThrow("asks for other.example");
});

test.each(pieces)("a second hello under another name is stopped, in pieces of %i", (size) => {
  const first = Buffer.concat([records(good, 1000), changeCipherSpec]);
  const guard = newGuard();
  expect(through(first, size, guard).equals(first)).toBe(true);
  expect(() => through(records(evil, 1000), size, guard)).toThrow(Refusal);
});

test.each([1, 9, 100])("a second hello is put together from records of %i bytes", (size) => {
  const start = Buffer.concat([records(good, 1000), record(23, Buffer.alloc(100))]);
  const same = Buffer.concat([start, records(good, size), appData]);
  expect(through(same, 11).equals(same)).toBe(true);
  expect(() => through(Buffer.concat([start, records(evil, size)]), 11)).toThrow(Refusal);
});

test("a change of ciphers inside of a second hello does not hide it", () => {
  const split = [evil.subarray(0, 20), evil.subarray(20)];
  const bytes = Buffer.concat([
    records(good, 1000),
    ...split.flatMap((part) => [record(22, part), changeCipherSpec]),
  ]);
  expect(() => through(bytes, 1000)).toThrow(Refusal);
});

test("the encrypted handshake of TLS 1.2 goes through", () => {
  const keyExchange = record(22, Buffer.concat([Buffer.from([16, 0, 0, 33]), Buffer.alloc(33)]));
  const finished = record(22, Buffer.concat([Buffer.alloc(8), Buffer.alloc(32, 0xab)]));
  const bytes = Buffer.concat([
    records(good, 1000),
    keyExchange,
    changeCipherSpec,
    finished,
    appData,
  ]);
  expect(through(bytes, 13).equals(bytes)).toBe(true);
});

test("encrypted bytes that look like the start of an endless hello go through", () => {
  const finished = record(
    22,
    Buffer.concat([Buffer.from([1, 0xff, 0xff, 0xff]), Buffer.alloc(36)]),
  );
  const bytes = Buffer.concat([records(good, 1000), changeCipherSpec, finished, appData]);
  expect(through(bytes, 13).equals(bytes)).toBe(true);
});

test.each([
  ["application data", appData],
  ["an alert", record(21, Buffer.from([1, 0]))],
  ["a handshake message that is no hello", record(22, Buffer.from([2, 0, 0, 1, 0]))],
  ["plain text", Buffer.from("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")],
  ["a broken hello", record(22, Buffer.from([1, 0, 0, 4, 3, 3, 0, 0]))],
  ["a record that is too long", Buffer.concat([Buffer.from([22, 3, 1, 0xff, 0xff]), good])],
  ["a second message behind the hello", record(22, Buffer.concat([good, evil]))],
  [
    "an endless hello",
    records(Buffer.concat([Buffer.from([1, 2, 0, 0]), Buffer.alloc(40_000)]), 16_000),
  ],
])("%s in the place of a hello is stopped", (_what, bytes) => {
  expect(() => through(bytes, 1_000_000)).toThrow(Refusal);
});

test("a hello that never ends is stopped before it fills the memory", () => {
  const guard = newGuard();
  const empty = Buffer.concat(Array.from({ length: 1000 }, () => record(22, Buffer.alloc(0))));
  expect(() => {
    for (let round = 0; round < 1000; round += 1) guard.push(empty);
  }).toThrow(Refusal);
});
