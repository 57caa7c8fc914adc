import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { TimeoutError, type Sandbox } from "e2b";
import { expect } from "vitest";
import { soon, test } from "./fakeTest.ts";
import { CommandTransport } from "./mcpOverBox.ts";

const servers = join(import.meta.dirname, "../../fixtures/servers");
const server = join(servers, "echo.mjs");

async function connected(box: Sandbox, line = `exec node ${server}`) {
  const transport = CommandTransport.run(box, line);
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(transport);
  const say = async (message: string, timeout = 5000): Promise<unknown> => {
    const call = { name: "echo", arguments: { message } };
    return (await client.callTool(call, { timeout })).content;
  };
  return { client, transport, say };
}

const said = (text: string): object[] => [{ type: "text", text }];

test("an MCP server in a sandbox is greeted, listed and called", async ({ fake, box }) => {
  const { client, say } = await connected(box);
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain("echo");
  expect(await say("€".repeat(100_000))).toEqual(said("€".repeat(100_000)));
  const texts = Array.from({ length: 30 }, (_, index) => `call ${index}`);
  expect(await Promise.all(texts.map((text) => say(text)))).toEqual(texts.map(said));
  await client.close();
  await soon(() => fake.counts.processes).toBe(0);
});

test("noise before a server can be told from its messages", async ({ fake, box }) => {
  fake.faults.knobs.noise = "Welcome to the machine";
  const { say, transport, client } = await connected(box);
  expect(await say("hi")).toEqual(said("hi"));
  expect(transport.noise).toEqual(["Welcome to the machine"]);
  await client.close();
});

test("a cut stream loses the reply, and the server answers again once re-attached", async ({
  fake,
  box,
}) => {
  const { client, transport, say } = await connected(box);
  const release = fake.faults.holdInput();
  const lost = say("lost", 1500).catch((error: Error) => error.message);
  fake.dropStreams();
  await transport.ending();
  release();
  expect(await lost).toMatch(/timed out/i);
  await transport.reattach();
  expect(await say("found")).toEqual(said("found"));
  await client.close();
});

test("a server lives through a pause", async ({ Box, box }) => {
  const { client, transport, say } = await connected(box);
  await box.pause();
  expect(await transport.ending()).toBeInstanceOf(TimeoutError);
  await transport.reattach(await Box.connect(box.sandboxId));
  expect(await say("awake")).toEqual(said("awake"));
  await client.close();
});

test("killing a compound command leaves a server running that waits for no end", async ({
  fake,
  box,
}) => {
  const { client } = await connected(
    box,
    `true && node ${join(servers, "stubborn.mjs")} 2>/dev/null; true`,
  );
  await soon(() => fake.counts.processes).toBe(2);
  await client.close();
  await soon(() => box.commands.list()).toEqual([]);
  expect(fake.counts.processes).toBe(1);
});
