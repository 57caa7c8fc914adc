import { describe, expect, test } from "vitest";
import { egressOf, isWithin, networkBody } from "../../../../src/sandbox/e2b/network.ts";
import type { Network } from "../../../../src/sandbox/sandbox.ts";

describe("the rules of a microVM's network", () => {
  test.for([
    ["nothing", "none", { denyOut: ["0.0.0.0/0"] }],
    ["everything", "all", {}],
    [
      "a list, each host once",
      { allow: ["a.example", "a.example:8443", "*.b.example"] },
      { allowOut: ["a.example", "*.b.example"], denyOut: ["0.0.0.0/0"] },
    ],
  ] satisfies [string, Network, object][])("can be %s", async ([, network, wanted]) => {
    expect((await egressOf(network)).egress).toEqual(wanted);
  });

  test("say of ports what they cannot hold", async () => {
    const { notes } = await egressOf({ allow: ["a.example:8443", "b.example"] });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("a.example:8443");
  });

  test("hold headers by host, also where everything is open", async () => {
    const { egress } = await egressOf("all", { "a.example": { "X-Key": "s3cr3t" } });
    expect(egress).toEqual({
      rules: { "a.example": [{ transform: { headers: { "X-Key": "s3cr3t" } } }] },
    });
    expect(networkBody(egress)).toEqual(egress);
  });
});

test.each<[string, Network, Network, boolean]>([
  ["nothing is within nothing", "none", "none", true],
  ["one host is within everything", { allow: ["a.org"] }, "all", true],
  ["one host is not within nothing", { allow: ["a.org"] }, "none", false],
  ["one host is within two", { allow: ["a.org"] }, { allow: ["b.org", "a.org"] }, true],
  ["another host is not", { allow: ["c.org"] }, { allow: ["b.org", "a.org"] }, false],
  ["everything is not within one host", "all", { allow: ["a.org"] }, false],
])("%s", async (_, one, other, expected) => {
  expect(isWithin((await egressOf(one)).egress, (await egressOf(other)).egress)).toBe(expected);
});
