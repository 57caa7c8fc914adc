import { Sandbox } from "e2b";
import { expect, it } from "vitest";
import { portAddress } from "../../../../src/sandbox/e2b/portAddress.ts";

const own = { sandboxId: "i1", envdVersion: "0.5.0" };
const headers = { "E2B-Sandbox-Id": "i1", "E2B-Sandbox-Port": "49999" };

it("a port has a host name of its own in the domain of the service", async () => {
  const box = new Sandbox({ ...own, apiKey: "e2b_x", domain: "example.com" });
  const address = await portAddress(box, 49_999);
  expect(address).toEqual({ url: "https://49999-i1.example.com", headers });
});

it("all ports are behind one address where the service has one, and the token goes along", async () => {
  const sandboxUrl = "http://127.0.0.1:1234";
  const box = new Sandbox({ ...own, apiKey: "e2b_x", sandboxUrl, trafficAccessToken: "t" });
  expect(await portAddress(box, 49_999)).toEqual({
    url: "http://127.0.0.1:1234",
    headers: { ...headers, "E2B-Traffic-Access-Token": "t" },
  });
});
