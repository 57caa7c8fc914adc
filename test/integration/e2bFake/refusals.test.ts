import { AuthenticationError, E2B, RateLimitError, SandboxError, Template } from "e2b";
import { expect } from "vitest";
import { errorOf, test } from "./fakeTest.ts";

test("a wrong key is refused with 401, whatever it asks for", async ({ fake, box }) => {
  const { Sandbox } = new E2B({ ...fake.connection, apiKey: "e2b_wrong" });
  const calls = [
    () => Sandbox.create(),
    () => Sandbox.create("nowhere"),
    () => Sandbox.kill(box.sandboxId),
  ];
  for (const call of calls) expect(await errorOf(call())).toBeInstanceOf(AuthenticationError);
  expect(fake.counts.sandboxes).toBe(1);
});

test("a template that is not there is refused with 404, until it is there", async ({
  fake,
  Box,
}) => {
  const error = await errorOf(Box.create("mine"));
  expect(error).toBeInstanceOf(SandboxError);
  expect(error).toMatchObject({ statusCode: 404, message: expect.stringContaining("'mine'") });
  expect(await Template.exists("mine", fake.connection)).toBe(false);
  fake.faults.knobs.templates = ["mine"];
  expect((await (await Box.create("mine")).getInfo()).templateId).toBe("mine");
  expect(await Template.exists("mine", fake.connection)).toBe(true);
  expect(await errorOf(Box.create("base"))).toMatchObject({ statusCode: 404 });
});

test("a template of others is refused with 403", async ({ fake, Box }) => {
  fake.faults.plan({ on: /POST .*sandboxes$/, status: 403, message: "you don't have access" });
  expect(await errorOf(Box.create())).toMatchObject({ statusCode: 403 });
});

test("a plan's limits are refused with 429 for how many and 400 for how long", async ({
  fake,
  Box,
}) => {
  fake.faults.knobs.maxSandboxes = 0;
  expect(await errorOf(Box.create())).toBeInstanceOf(RateLimitError);
  fake.faults.knobs.maxSandboxes = 1;
  const tooLong = await errorOf(Box.create({ timeoutMs: 3_601_000 }));
  expect(tooLong).toMatchObject({ statusCode: 400, message: expect.stringContaining("1 hours") });
});

test("an unreachable service refuses without a status", async ({ fake, Box }) => {
  fake.faults.knobs.unreachable = true;
  const error = await errorOf(Box.create());
  expect(error).not.toHaveProperty("statusCode");
  expect(error.message).toContain("fetch failed");
});
