import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkValue } from "../../../src/config/checkValue.ts";
import { entrySchema, sandboxSchema, serversSchema } from "../../../src/config/schema.ts";
import { defaults, type SandboxEntry, type ServerEntry } from "../../../src/config/serverEntry.ts";
import { defaultLimits } from "../../../src/sandbox/sandbox.ts";

const validate = new Ajv({ strict: false, allErrors: true }).compile(serversSchema);

/** One of everything, so that each part of the schema is walked through. */
const whole: Required<ServerEntry> & { readonly sandbox: Required<SandboxEntry> } = {
  command: "npx -y x",
  args: ["a"],
  cwd: "/home/mcp",
  env: { A: "1" },
  envFile: ".env",
  installCommands: ["true"],
  description: "d",
  timeoutMinutes: 1.5,
  initializationTimeoutSeconds: 3,
  requestTimeoutSeconds: 4,
  disabled: false,
  tools: { allow: ["read_*"], deny: ["read_all"] },
  sandbox: {
    provider: "e2b",
    template: "base",
    group: "g",
    onIdle: "kill",
    mounts: [{ source: "./a", target: "/a", write: true }],
    network: { allow: ["npm", "*.example.com:443"] },
    secretHeaders: { "*.example.com": { "X-Key": "${secret:K}" } },
    memoryMB: 512,
    cpus: 0.5,
    maxProcesses: 32,
  },
};

type Path = readonly (string | number)[];

function* paths(value: unknown, at: Path = []): Iterable<Path> {
  yield at;
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value))
    yield* paths(part, [...at, Array.isArray(value) ? Number(key) : key]);
}

/** A copy with another value at a path; `undefined` takes the key out. */
function changed(value: unknown, [first, ...rest]: Path, to: unknown): unknown {
  if (first === undefined) return to;
  if (Array.isArray(value))
    return value.map((part: unknown, index) => (index === first ? changed(part, rest, to) : part));
  const entries = Object.entries(value ?? {}).map(([key, part]: [string, unknown]) =>
    key === String(first) ? [key, changed(part, rest, to)] : [key, part],
  );
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}

/** Values that fit nowhere, somewhere and nearly, as JSON and one to a line of thought. */
const values: readonly unknown[] = [
  undefined,
  ...(JSON.parse(`[
    null, "", " ", "x", "/x", "none", "all", "local", "e2b", "pause", "npm", "a b", "*.x.org:1",
    0, 1, -1, 0.5, 31, 32, 1e9, true, [], ["x"], [""], [1], {}, {"A": "1"}, {"A": 1},
    {"allow": []}, {"allow": "npm"}, {"source": "x"}, {"source": "x", "typo": 1},
    [{"source": "x"}], {"": "x"}, {"a.example.com": {"X-A": "1"}}, {"a.example.com": {"X A": "1"}},
    {"https://a.example.com": {}}, {"127.0.0.1": {}}, {"*.x.org": {"X": ""}}, {"localhost": {}}
  ]`) as unknown[]),
];

describe("the schema of mcpSandbox.servers", () => {
  it("takes an entry that uses all of it", () => {
    expect(checkValue({ s: whole }, serversSchema, "")).toEqual([]);
    expect(validate({ s: whole })).toBe(true);
  });

  it("means the same to us and to Ajv, for every part with every value", () => {
    let compared = 0;
    for (const path of paths(whole))
      for (const value of values) {
        const set = changed({ s: whole }, ["s", ...path], value);
        const ours = checkValue(set, serversSchema, "").length === 0;
        expect.soft(ours, `${path.join(".")} = ${JSON.stringify(value)}`).toBe(validate(set));
        compared++;
      }
    expect(compared).toBeGreaterThan(700);
  });

  it("means the same to us and to Ajv for extra keys", () => {
    for (const path of paths(whole)) {
      const set = changed({ s: whole }, ["s", ...path], { extra: 1 });
      expect(checkValue(set, serversSchema, "").length === 0).toBe(validate(set));
    }
  });

  it("means the same to us and to Ajv for too many keys", () => {
    const headers = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`x${index}.example.com`, {}]),
      );
    const named = (count: number) => ({
      "a.example.com": Object.fromEntries(Object.keys(headers(count)).map((key) => [key, "1"])),
    });
    for (const [secretHeaders, fits] of [
      [headers(10), true],
      [headers(11), false],
      [named(20), true],
      [named(21), false],
    ] as const) {
      const set = { s: { command: "x", sandbox: { secretHeaders } } };
      expect(validate(set)).toBe(fits);
      expect(checkValue(set, serversSchema, "").length === 0).toBe(fits);
    }
  });

  it("knows the keys of the types, and no others", () => {
    expect(Object.keys(entrySchema.properties ?? {})).toEqual(Object.keys(whole));
    expect(Object.keys(sandboxSchema.properties ?? {})).toEqual(Object.keys(whole.sandbox));
  });

  it("says the defaults that hold", () => {
    const said = { ...entrySchema.properties, ...sandboxSchema.properties };
    for (const [key, value] of Object.entries(defaults))
      expect(said[key], key).toMatchObject({ default: value });
    expect(defaults).toMatchObject(defaultLimits);
  });

  it("describes everything that can be written", () => {
    const undescribed: string[] = [];
    const look = (value: unknown, at: string): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [key, part] of Object.entries(value as Record<string, unknown>)) {
        if (key === "properties")
          for (const [name, schema] of Object.entries(part as Record<string, object>))
            if (!("markdownDescription" in schema)) undescribed.push(`${at}.${name}`);
        look(part, `${at}.${key}`);
      }
    };
    look(serversSchema, "");
    expect(undescribed).toEqual([]);
  });

  it("stands in package.json as it is", () => {
    const manifest = JSON.parse(
      readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
    ) as { contributes?: { configuration?: unknown } };
    const { configuration } = manifest.contributes ?? {};
    const sections = [configuration].flat() as { properties?: Record<string, unknown> }[];
    const found = sections.map((section) => section?.properties?.["mcpSandbox.servers"]);
    expect(found.find((schema) => schema !== undefined)).toEqual(serversSchema);
  });
});
