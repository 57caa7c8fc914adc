import { expect, test } from "vitest";
import { publicHosts } from "../../../src/base/publicHosts.ts";

test("every host is a full lower-case name without scheme, port or path", () => {
  for (const host of Object.values(publicHosts).flat())
    expect(host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
});

test("files of a Python index lie on another host than the index", () => {
  expect(publicHosts.pypiFiles).not.toBe(publicHosts.pypi);
});
