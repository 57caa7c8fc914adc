import { describe, expect, test } from "vitest";
import { E2BKey, type Service } from "../../../../src/editor/machines/key.ts";
import { memoryStorage } from "./memory.ts";

function setUp(env: Record<string, string> = {}) {
  let service: Service = { domain: "example.org" };
  const storage = memoryStorage();
  const key = new E2BKey({ storage, env, service: () => service });
  let told = 0;
  key.onDidChange(() => void told++);
  const become = (next: Service): void => void (service = next);
  return { key, storage, become, told: () => told };
}

describe("the connection", () => {
  test("is made of the key that was entered and of the service as it is set up", async () => {
    const { key, become } = setUp();
    await key.store("e2b_1");
    expect(await key.connection()).toEqual({ apiKey: "e2b_1", domain: "example.org" });
    become({ apiUrl: "http://127.0.0.1:1" });
    expect(await key.connection()).toEqual({ apiKey: "e2b_1", apiUrl: "http://127.0.0.1:1" });
  });

  test("takes the key of the environment where none was entered", async () => {
    const { key } = setUp({ E2B_API_KEY: "e2b_env" });
    expect(await key.connection()).toMatchObject({ apiKey: "e2b_env" });
    await key.store("e2b_1");
    expect(await key.connection()).toMatchObject({ apiKey: "e2b_1" });
    await key.store(undefined);
    expect(await key.connection()).toMatchObject({ apiKey: "e2b_env" });
  });

  test("without a key says how to set one", async () => {
    const { key } = setUp({ E2B_API_KEY: "" });
    await expect(key.connection()).rejects.toMatchObject({
      code: "keyMissing",
      remedy: "Run MCP Sandbox: Set E2B API Key.",
    });
  });
});

test("there is a key when one was entered or the environment has one", async () => {
  const { key } = setUp();
  expect(await key.isSet()).toBe(false);
  await key.store("e2b_1");
  expect(await key.isSet()).toBe(true);
  expect(await setUp({ E2B_API_KEY: "e2b_env" }).key.isSet()).toBe(true);
});

test("a key that is set or removed is told of, another secret is not", async () => {
  const { key, storage, told } = setUp();
  await key.store("e2b_1");
  await storage.store("secret file:///w TOKEN", "value");
  await key.store(undefined);
  expect(told()).toBe(2);
  key.dispose();
  await key.store("e2b_2");
  expect(told()).toBe(2);
});
