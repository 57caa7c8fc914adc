import { describe, expect, test } from "vitest";
import { openRoute, routeTo } from "../../../../../src/sandbox/local/network/dial.ts";
import { Refusal } from "../../../../../src/sandbox/local/network/refusal.ts";
import { parseRule } from "../../../../../src/sandbox/local/network/rules.ts";

const target = { host: "example.com", port: 443 };
const rule = parseRule("example.com");
const answers =
  (...addresses: string[]) =>
  async () =>
    addresses;
const by = { isTls: false, host: "proxy.corp", port: 3128 };

describe("the route to a host", () => {
  test("leads to its public addresses and to none of the others", async () => {
    const resolve = answers("127.0.0.1", "93.184.216.34", "10.0.0.1", "2606:4700::1");
    const route = await routeTo(target, rule, resolve, undefined);
    expect(route.addresses).toEqual(["93.184.216.34", "2606:4700::1"]);
    expect(route.shown).toBe("93.184.216.34, 2606:4700::1");
  });

  test("is refused where no address is left", async () => {
    const routing = routeTo(target, rule, answers("127.0.0.1", "::ffff:127.0.0.1"), undefined);
    await expect(routing).rejects.toThrow(Refusal);
  });

  test("to an address asks no resolver", async () => {
    const asking = () => Promise.reject(new Error("asked"));
    const literal = { host: "192.168.1.10", port: 8080 };
    const route = await routeTo(literal, parseRule("192.168.1.10:8080"), asking, undefined);
    expect(route.addresses).toEqual(["192.168.1.10"]);
  });

  test("goes by the user's proxy where this machine cannot resolve the name", async () => {
    const failing = () => Promise.reject(new Error("ENOTFOUND"));
    await expect(routeTo(target, rule, failing, undefined)).rejects.toThrow("ENOTFOUND");
    const route = await routeTo(target, rule, failing, by);
    expect(route).toMatchObject({ addresses: [], by, shown: "by the proxy proxy.corp:3128" });
  });

  test("does not go by the user's proxy to what would be refused without it", async () => {
    await expect(routeTo(target, rule, answers("169.254.169.254"), by)).rejects.toThrow(Refusal);
  });

  test("to a port where nothing listens fails", async () => {
    const nowhere = { addresses: ["127.0.0.1"], by: undefined, shown: "" };
    await expect(openRoute(nowhere, { host: "x", port: 1 })).rejects.toThrow("ECONNREFUSED");
  });
});
