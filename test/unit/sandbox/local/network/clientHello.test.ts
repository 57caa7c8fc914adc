import { expect, test } from "vitest";
import { parseClientHello } from "../../../../../src/sandbox/local/network/clientHello.ts";
import {
  extension,
  extensionTypes,
  helloMessage,
  realHello,
  serverName,
  sized,
} from "../../../../fakes/tlsBytes.ts";

const groups = extension(extensionTypes.supportedGroups, sized(2, Buffer.from([0, 29])));

test("the name is read from among other extensions", () => {
  const message = helloMessage([
    groups,
    serverName("example.com"),
    extension(0xfa_fa, Buffer.alloc(0)),
  ]);
  expect(parseClientHello(message)).toEqual({ serverName: "example.com", isEncrypted: false });
});

test("a hello without the extension, or without any, has no name", () => {
  expect(parseClientHello(helloMessage([groups]))?.serverName).toBeUndefined();
  expect(parseClientHello(helloMessage([]))?.serverName).toBeUndefined();
  expect(parseClientHello(helloMessage(undefined))?.serverName).toBeUndefined();
});

test("a hello that hides another one is known as such", () => {
  const hidden = extension(extensionTypes.encryptedHello, Buffer.alloc(100));
  const message = helloMessage([serverName("public.example"), hidden]);
  expect(parseClientHello(message)).toEqual({ serverName: "public.example", isEncrypted: true });
});

test("what a real client says is understood", async () => {
  const withName = await realHello("example.com");
  expect(parseClientHello(withName.subarray(5))?.serverName).toBe("example.com");
  const without = await realHello(undefined);
  expect(parseClientHello(without.subarray(5))).toEqual({
    serverName: undefined,
    isEncrypted: false,
  });
});

test.each([
  ["two name extensions", helloMessage([serverName("a.example"), serverName("b.example")])],
  ["bytes behind its end", Buffer.concat([helloMessage([groups]), Buffer.from([0])])],
  ["another message", Buffer.concat([Buffer.from([2]), helloMessage([groups]).subarray(1)])],
  ["nothing", Buffer.alloc(0)],
  ["an extension longer than the list", helloMessage([Buffer.from([0, 0, 0xff, 0xff, 0])])],
])("%s is not taken for a hello", (_what, message) => {
  expect(parseClientHello(message)).toBeUndefined();
});

test("a list of two names, or a name of another type, equals no host", () => {
  const entry = (type: number, name: string): Buffer =>
    Buffer.concat([Buffer.from([type]), sized(2, Buffer.from(name))]);
  const two = extension(0, sized(2, entry(0, "a.example"), entry(0, "b.example")));
  const other = extension(0, sized(2, entry(1, "a.example")));
  expect(parseClientHello(helloMessage([two]))?.serverName).toBe("\0");
  expect(parseClientHello(helloMessage([other]))?.serverName).toBe("\0");
});

test("no cut and no changed byte makes it throw", () => {
  const message = helloMessage([groups, serverName("example.com")]);
  for (let length = 0; length < message.length; length += 1)
    expect(parseClientHello(message.subarray(0, length))).toBeUndefined();
  for (let at = 0; at < message.length; at += 1)
    for (const value of [0, 1, 0x7f, 0xff]) {
      const changed = Buffer.from(message);
      changed[at] = value;
      expect(() => parseClientHello(changed)).not.toThrow();
    }
});
