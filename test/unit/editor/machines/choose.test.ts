import { describe, expect, test } from "vitest";
import { ignoredWords, providerOf, serviceOf } from "../../../../src/editor/machines/choose.ts";

const settings =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    values[name];

const env = {
  E2B_DOMAIN: "env.example",
  E2B_API_URL: "https://api.env.example",
  E2B_SANDBOX_URL: "http://127.0.0.1:1",
};

describe("the service", () => {
  test("is E2B's own where nothing is said", () => {
    const service = serviceOf(settings({}), { E2B_API_URL: "" });
    expect(Object.values(service).every((value) => value === undefined)).toBe(true);
  });

  test("is that of the environment where the settings say nothing", () => {
    expect(serviceOf(settings({}), env)).toEqual({
      domain: "env.example",
      apiUrl: "https://api.env.example",
      sandboxUrl: "http://127.0.0.1:1",
    });
  });

  test("is never a mixture: the key of one service must not go to another", () => {
    const service = serviceOf(settings({ "mcpSandbox.e2b.domain": "set.example" }), env);
    expect(service).toEqual({ domain: "set.example", apiUrl: undefined, sandboxUrl: undefined });
  });
});

describe("a server that does not say where it runs", () => {
  const withKey = { isSet: async () => true };
  const without = { isSet: async () => false };

  test.each([
    ["e2b", "auto", withKey],
    ["local", "auto", without],
    ["e2b", "e2b", without],
    ["local", "local", withKey],
    ["local", "nonsense", without],
  ] as const)("runs in %s where the setting is %s", async (provider, setting, key) => {
    expect(await providerOf(settings({ "mcpSandbox.provider": setting }), key)).toBe(provider);
  });

  test("runs in E2B where a key is set and nothing else is said", async () => {
    expect(await providerOf(settings({}), withKey)).toBe("e2b");
    expect(await providerOf(settings({}), without)).toBe("local");
  });
});

describe("E2B_DEBUG", () => {
  test("is not used by the editor, and that is said where it is set", () => {
    expect(ignoredWords({ E2B_DEBUG: "true" })).toContain("isolates no server from another");
    expect(ignoredWords({ E2B_DEBUG: "false" })).toBeUndefined();
    expect(serviceOf(() => undefined, { E2B_DEBUG: "true" })).not.toHaveProperty("debug");
  });
});
