import { expect, test } from "vitest";
import { connectionFrom, namesService } from "../../../../src/sandbox/e2b/connection.ts";
import { codeOf } from "../../../fakes/codeOf.ts";

test("takes the names that the SDK has for them", () => {
  const env = {
    E2B_API_KEY: "e2b_x",
    E2B_DOMAIN: "e2b.example",
    E2B_API_URL: "http://127.0.0.1:1",
    E2B_SANDBOX_URL: "http://127.0.0.1:2",
  };
  expect(connectionFrom(env)).toEqual({
    ...{ apiKey: "e2b_x", domain: "e2b.example", debug: false },
    ...{ apiUrl: "http://127.0.0.1:1", sandboxUrl: "http://127.0.0.1:2" },
  });
  expect(namesService(env)).toBe(true);
});

test("needs no key for a single daemon", () => {
  expect(connectionFrom({ E2B_DEBUG: "true" })).toMatchObject({ debug: true });
  expect(namesService({ E2B_DEBUG: "true" })).toBe(true);
});

test("without a key there is none", () => {
  expect(codeOf(() => connectionFrom({ E2B_API_KEY: "" }))).toBe("keyMissing");
  expect(namesService({})).toBe(false);
});
