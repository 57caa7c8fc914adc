import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect } from "vitest";
import { failureOf, run, sh, spec, test } from "./e2bTest.ts";

const install = (...lines: string[]) => ({
  commands: lines.map((line) => sh(line)),
  network: "none" as const,
});
const counted = install("echo once >> installed");
const soon: typeof expect.poll = (call, options) =>
  expect.poll(call, { timeout: 15_000, interval: 20, ...options });

describe("install commands", () => {
  test("run once in one microVM", async ({ provider }) => {
    for (let uses = 0; uses < 2; uses += 1) {
      await using sandbox = await provider.open(spec({ install: counted }));
      expect((await run(sandbox, "cat installed")).stdout).toBe("once\n");
    }
  });

  test("are skipped in a new one, by the snapshot of the first", async ({ provider, fake }) => {
    const machine = { onIdle: "kill" } as const;
    let started = 0;
    for (let uses = 0; uses < 2; uses += 1) {
      const options = { onDidStartInstall: () => void (started += 1) };
      await using sandbox = await provider.open(spec({ install: counted, machine }), options);
      expect((await run(sandbox, "cat installed")).stdout).toBe("once\n");
    }
    expect(started).toBe(1);
    expect(fake.sandboxes.snapshots.all).toHaveLength(1);
  });

  test("run each time where the service keeps no snapshots, and that is said", async ({
    provider,
    fake,
  }) => {
    fake.faults.knobs.snapshots = false;
    const machine = { onIdle: "kill" } as const;
    const said: string[] = [];
    const onDidSay = (line: string): void => void said.push(line);
    const sandbox = await provider.open(spec({ install: counted, machine }), { onDidSay });
    await sandbox[Symbol.asyncDispose]();
    expect(said.join("\n")).toContain("has to install again");
  });

  test("that fail end the opening with their words, and leave nothing", async ({
    provider,
    fake,
  }) => {
    const machine = { onIdle: "kill" } as const;
    const broken = install("echo no such thing >&2; exit 3", "echo never");
    const failure = await failureOf(provider.open(spec({ install: broken, machine })));
    expect(failure.code).toBe("installFailed");
    expect(failure.log).toContain("no such thing");
    expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });

  test("that change make another microVM, and the old one is ended", async ({ provider, fake }) => {
    const first = await provider.open(spec({ install: counted }));
    await first[Symbol.asyncDispose]();
    await using second = await provider.open(spec({ install: install("echo new > installed") }));
    expect((await run(second, "cat installed")).stdout).toBe("new\n");
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("that change end no microVM in which something still runs", async ({ provider, fake }) => {
    await using _first = await provider.open(spec({ install: counted }));
    await using _second = await provider.open(spec({ install: install("true") }));
    expect(fake.counts.sandboxes).toBe(2);
  });

  test("leave no secret in the snapshot: the environment comes with the program", async ({
    provider,
    fake,
  }) => {
    const sandbox = await provider.open(spec({ install: counted }));
    await run(sandbox, "true", { env: { TOKEN: "s3cr3t" } });
    await sandbox[Symbol.asyncDispose]();
    const [box] = fake.sandboxes.all;
    expect(JSON.stringify(box?.wish)).not.toContain("s3cr3t");
  });
});

describe("the network", () => {
  test("is closed unless it is granted, and a probe proves it", async ({ provider, fake }) => {
    await using _sandbox = await provider.open(spec());
    expect(fake.sandboxes.all[0]?.network.denyOut).toEqual(["0.0.0.0/0"]);
    await soon(() => provider.list()[0]?.network).toBe("proved");
  });

  test("of an allow-list names hosts, presets among them", async ({ provider, fake }) => {
    const network = { allow: ["api.example.com", "*.example.org:8443", "github"] };
    await using sandbox = await provider.open(spec({ network }));
    const { allowOut, denyOut } = fake.sandboxes.all[0]?.network ?? {};
    expect(allowOut).toEqual(
      expect.arrayContaining(["api.example.com", "*.example.org", "github.com"]),
    );
    expect(denyOut).toEqual(["0.0.0.0/0"]);
    expect(sandbox.caveats.join()).toContain("hosts, not ports");
  });

  test("changes with the settings, in the microVM there is", async ({ provider, fake }) => {
    await using _one = await provider.open(spec());
    await _one[Symbol.asyncDispose]();
    await using _two = await provider.open(spec({ network: "all" }));
    expect(fake.counts.sandboxes).toBe(1);
    expect(fake.sandboxes.all[0]?.network.denyOut ?? []).toEqual([]);
    expect(provider.list()).toMatchObject([{ network: "open" }]);
  });

  test("puts secret headers in on the way out, and never into the microVM", async ({
    provider,
    fake,
  }) => {
    const secretHeaders = { "api.example.com": { Authorization: "Bearer s3cr3t" } };
    const network = { allow: ["api.example.com"] };
    await using sandbox = await provider.open(spec({ network, machine: { secretHeaders } }));
    expect(JSON.stringify(fake.sandboxes.all[0]?.network.rules)).toContain("Bearer s3cr3t");
    expect((await run(sandbox, "env; cat /proc/*/environ 2>/dev/null")).stdout).not.toContain(
      "s3cr3t",
    );
  });

  test("of a service that ignores its rules is called so", async ({ make, fake, log }) => {
    const open = createServer((_, response) => response.end("here"));
    open.listen(0, "127.0.0.1");
    await once(open, "listening");
    const { port } = open.address() as AddressInfo;
    fake.faults.knobs.ignoresNetwork = true;
    const provider = make({ target: { host: "127.0.0.1", port } });
    await using _sandbox = await provider.open(spec());
    await soon(() => provider.list()[0]?.network).toBe("ignored");
    expect(log.text).toContain("ignores the rules");
    open.close();
  });
});

describe("mounts", () => {
  test("are copied to where they are wanted, and that is said", async ({ provider, dataDir }) => {
    const source = join(dataDir, "notes");
    await mkdir(source);
    await writeFile(join(source, "one"), "uno");
    const target = "/home/user/data";
    const mounts = [{ source, target, write: true }];
    await using sandbox = await provider.open(spec({ mounts }));
    expect((await run(sandbox, "cat data/one")).stdout).toBe("uno");
    await run(sandbox, "echo due > data/one");
    expect(await readFile(join(source, "one"), "utf8")).toBe("uno");
    expect(sandbox.caveats.join()).toContain("changes stay in the sandbox");
  });

  test("that are not there fail the opening", async ({ provider }) => {
    const mounts = [{ source: "/no/such/folder", target: "/home/user/data", write: false }];
    expect((await failureOf(provider.open(spec({ mounts })))).code).toBe("config");
  });
});
