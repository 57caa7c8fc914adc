import { describe, expect, it } from "vitest";
import type { Context } from "../../../src/config/context.ts";
import { importServers } from "../../../src/config/importServers.ts";
import { parseServers } from "../../../src/config/parseServers.ts";
import { resolveLaunch } from "../../../src/config/resolveLaunch.ts";
import type { SandboxEntry } from "../../../src/config/serverEntry.ts";

const context: Context = {
  folders: [],
  userHome: "/home/me",
  env: { TOKEN: "t0k3n-value", LINES: "two\nlines" },
  secret: (name) => Promise.resolve(`<secret ${name}>`),
};
const origin = { scope: "workspace", path: "servers" } as const;
const resolve = (sandbox: SandboxEntry) => {
  const place = { id: "s-1", folder: undefined };
  return resolveLaunch({ name: "s", entry: { command: "x", sandbox }, origin }, context, place);
};
const problemsOf = (sandbox: unknown) =>
  parseServers({ s: { command: "x", sandbox } }, origin).problems.map(
    ({ path, message }) => `${path}: ${message}`,
  );
const allowed = { network: { allow: ["api.example.com"] } };
const github = { "api.github.com": { Authorization: "Bearer ${secret:GITHUB}" } };

describe("what is asked of a microVM", () => {
  it("is handed on as it was written, and not mentioned where nothing is asked", async () => {
    const wish = { template: "base", group: "g", onIdle: "kill" } as const;
    const { sandbox } = await resolve({ provider: "e2b", ...wish });
    expect(sandbox).toMatchObject({ provider: "e2b", machine: wish });
    const plain = (await resolve({})).sandbox;
    expect(plain).not.toHaveProperty("provider");
    expect(plain).not.toHaveProperty("machine");
  });

  it.each([
    [{ template: "a b" }, "template: A template's name or id holds"],
    [{ template: "${env:T}" }, "template: A template's name or id holds"],
    [{ group: "a/b" }, "group: A group's name holds"],
    [{ onIdle: "stop" }, 'onIdle: Expected "pause" or "kill", not the text "stop".'],
    [{ provider: "docker" }, 'provider: Expected "local" or "e2b", not the text "docker".'],
  ])("is checked: %j", (sandbox, message) => {
    expect(problemsOf(sandbox)[0]).toContain(`servers.s.sandbox.${message}`);
  });

  it("survives an import with its variables translated", () => {
    const sandbox = {
      ...{ template: "t", group: "g" },
      network: { allowedDomains: ["a.example.com"] },
      secretHeaders: { "a.example.com": { "X-Key": "${input:my-key}" } },
    };
    const text = JSON.stringify({ servers: { a: { command: "x", sandbox } } });
    expect(importServers(text).servers[0]?.entry.sandbox).toEqual({
      ...{ template: "t", group: "g" },
      network: { allow: ["a.example.com"] },
      secretHeaders: { "a.example.com": { "X-Key": "${secret:my-key}" } },
    });
  });
});

describe("secret headers", () => {
  it("are filled in, and their hosts are allowed also while installing", async () => {
    const place = { id: "s-1", folder: undefined };
    const sandbox = { ...allowed, secretHeaders: { ...github, "API.Example.com": { X: "1" } } };
    const entry = { command: "x", installCommands: ["true"], sandbox };
    const launch = await resolveLaunch({ name: "s", entry, origin }, context, place);
    expect(launch.sandbox).toMatchObject({
      network: { allow: ["api.example.com", "api.github.com"] },
      install: { network: { allow: ["api.example.com", "api.github.com"] } },
      machine: {
        secretHeaders: {
          "api.github.com": { Authorization: "Bearer <secret GITHUB>" },
          "api.example.com": { X: "1" },
        },
      },
    });
  });

  it("leave an open network open", async () => {
    const { sandbox } = await resolve({ network: "all", secretHeaders: github });
    expect(sandbox.network).toBe("all");
  });

  it("are kept from being shown, whole and in their parts", async () => {
    const { secrets } = await resolve({
      ...allowed,
      secretHeaders: {
        "api.github.com": { Authorization: "Bearer ${secret:GITHUB}", "X-Key": "${env:TOKEN}/v1" },
        "api.example.com": { Authorization: "Basic written-out" },
      },
    });
    expect(secrets.toSorted()).toEqual([
      "<secret GITHUB>",
      "Basic written-out",
      "Bearer <secret GITHUB>",
      "t0k3n-value",
      "t0k3n-value/v1",
      "written-out",
    ]);
  });

  it("need a microVM", () => {
    expect(problemsOf({ ...allowed, provider: "local", secretHeaders: github })).toEqual([
      "servers.s.sandbox.secretHeaders: Only E2B puts headers into requests on their way out. Set `sandbox.provider` to `e2b`, or hand the secret to the server by `env`.",
    ]);
    expect(problemsOf({ ...allowed, provider: "e2b", secretHeaders: github })).toEqual([]);
    expect(problemsOf({ ...allowed, secretHeaders: github })).toEqual([]);
    expect(problemsOf({ provider: "local", secretHeaders: {} })).toEqual([]);
  });

  it.each([{}, { network: "none" }])("need a network that lets them out: %j", (sandbox) => {
    expect(problemsOf({ ...sandbox, secretHeaders: github })).toEqual([
      'servers.s.sandbox.secretHeaders: No request leaves while `sandbox.network` is `none`. Write "network": {"allow":["api.github.com"]}.',
    ]);
  });

  it("are refused at the start too, when only then it is known where that is", async () => {
    const sandbox = { ...allowed, provider: "local", secretHeaders: github } as const;
    await expect(resolve(sandbox)).rejects.toMatchObject({
      code: "config",
      problems: [{ path: "servers.s.sandbox.secretHeaders" }],
    });
  });

  it.each([
    [{ "https://a.example.com": { X: "1" } }, '["https://a.example.com"]: Expected a host'],
    [{ "a.example.com:443": { X: "1" } }, '["a.example.com:443"]: Expected a host'],
    [{ "10.0.0.1": { X: "1" } }, '["10.0.0.1"]: Expected a host'],
    [{ "*": { X: "1" } }, '["*"]: Expected a host'],
    [{ "a.example.com": { "X Y": "1" } }, '["a.example.com"]["X Y"]: Expected the name'],
    [{ "a.example.com": { "X:": "1" } }, '["a.example.com"]["X:"]: Expected the name'],
    [{ "a.example.com": { X: " " } }, '["a.example.com"].X: A header\'s value must not be empty.'],
    [{ "a.example.com": "x" }, '["a.example.com"]: Expected an object'],
    [
      { "a.example.com": {}, "A.example.com": {} },
      '["A.example.com"]: This name stands here twice.',
    ],
    [
      { "a.example.com": { "X-Key": "1", "x-key": "2" } },
      '["a.example.com"].x-key: This name stands here twice.',
    ],
  ])("are checked: %j", (secretHeaders, message) => {
    expect(problemsOf({ ...allowed, secretHeaders })[0]).toContain(
      `servers.s.sandbox.secretHeaders${message}`,
    );
  });

  it("take 10 hosts and 20 headers for each, and no more", () => {
    const many = (count: number, value: unknown) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}.example.com`, value]));
    expect(problemsOf({ ...allowed, secretHeaders: many(10, many(20, "1")) })).toEqual([]);
    expect(problemsOf({ ...allowed, secretHeaders: many(11, {}) })).toEqual([
      "servers.s.sandbox.secretHeaders: Expected at most 10, not 11.",
    ]);
    const { length } = problemsOf({ ...allowed, secretHeaders: many(1, many(21, "1")) });
    expect(length).toBe(1);
  });

  it("never carry a second line, and the problem does not show the value", async () => {
    const smuggled = { "api.example.com": { X: "a${env:LINES}" } };
    const failure = resolve({ ...allowed, secretHeaders: smuggled });
    await expect(failure).rejects.toMatchObject({
      code: "config",
      problems: [
        {
          path: 'servers.s.sandbox.secretHeaders["api.example.com"].X',
          message: "A header's value is one line of text.",
        },
      ],
    });
  });
});
