import type { Sandbox } from "e2b";
import { describe, expect } from "vitest";
import type { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { soon, test } from "./fakeTest.ts";

interface Envelope {
  readonly flags: number;
  readonly message: {
    readonly event?: { readonly data?: { readonly stdout?: string }; readonly end?: object };
    readonly error?: object;
  };
}

/** A call as it goes over the wire, with the sandbox's token if it is known. */
function call(
  fake: FakeE2B,
  id: string,
  path: string,
  init: {
    body?: string | Uint8Array<ArrayBuffer>;
    type?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<Response> {
  const token = fake.sandboxes.find(id)?.token;
  return fetch(fake.url + path, {
    method: init.body === undefined ? "GET" : "POST",
    ...(init.body === undefined ? {} : { body: init.body }),
    headers: {
      "content-type": init.type ?? "application/json",
      "e2b-sandbox-id": id,
      "e2b-sandbox-port": "49983",
      ...(token ? { "x-access-token": token } : {}),
      ...init.headers,
    },
  });
}

/** A streaming call to its end: what came, envelope by envelope. */
async function stream(
  fake: FakeE2B,
  { sandboxId }: Sandbox,
  method: string,
  message: object,
  headers: Record<string, string> = {},
): Promise<{ readonly response: Response; readonly envelopes: readonly Envelope[] }> {
  const payload = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(payload.length, 1);
  const body = Buffer.concat([head, payload]);
  const type = "application/connect+json";
  const response = await call(fake, sandboxId, `/process.Process/${method}`, {
    body,
    type,
    headers,
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const envelopes: Envelope[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    const text = bytes.subarray(at + 5, end).toString();
    envelopes.push({ flags: bytes.readUInt8(at), message: JSON.parse(text) });
    at = end;
  }
  return { response, envelopes };
}

const bash = (line: string): object => ({
  process: { cmd: "/bin/bash", args: ["-l", "-c", line] },
  stdin: false,
});

describe("a stream on the wire", () => {
  test("is start, data, end and the end of the stream, without zeros", async ({ fake, box }) => {
    const { response, envelopes } = await stream(fake, box, "Start", bash("echo hi"));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/connect+json");
    expect(envelopes).toEqual([
      { flags: 0, message: { event: { start: { pid: expect.any(Number) } } } },
      { flags: 0, message: { event: { data: { stdout: "aGkK" } } } },
      { flags: 0, message: { event: { end: { exited: true, status: "exit status 0" } } } },
      { flags: 2, message: {} },
    ]);
  });

  test("tells its failure in the end, with status 200", async ({ fake, box }) => {
    const { response, envelopes } = await stream(fake, box, "Connect", { process: { pid: 1 } });
    expect(response.status).toBe(200);
    expect(envelopes).toEqual([
      { flags: 2, message: { error: { code: "not_found", message: expect.any(String) } } },
    ]);
  });

  test("has no piece over 32 KiB", async ({ fake, box }) => {
    const { envelopes } = await stream(fake, box, "Start", bash("head -c 1000000 /dev/zero"));
    const sizes = envelopes.flatMap(({ message: { event } }) =>
      event?.data?.stdout ? [Buffer.from(event.data.stdout, "base64").length] : [],
    );
    expect(Math.max(...sizes)).toBe(32 << 10);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_000);
  });

  test("shows a sign of life as often as asked for, or as the knob says", async ({ fake, box }) => {
    const asked = { "keepalive-ping-interval": "1" };
    const slow = await stream(fake, box, "Start", bash("sleep 1.5"), asked);
    const signs = slow.envelopes.filter(({ message: { event = {} } }) => "keepalive" in event);
    expect([1, 2, 3]).toContain(signs.length);
    fake.faults.knobs.keepaliveMs = 20;
    const fast = await stream(fake, box, "Start", bash("sleep 0.5"), asked);
    expect(fast.envelopes.length).toBeGreaterThan(5);
  });

  test("finds a program by its tag", async ({ fake, box }) => {
    const started = stream(fake, box, "Start", { ...bash("exec sleep 100"), tag: "mine" });
    await soon(() => box.commands.list()).toMatchObject([{ tag: "mine" }]);
    const body = JSON.stringify({ process: { tag: "mine" }, signal: "SIGNAL_SIGTERM" });
    const sent = await call(fake, box.sandboxId, "/process.Process/SendSignal", { body });
    expect([sent.status, await sent.json()]).toEqual([200, {}]);
    const end = { exitCode: -1, status: "signal: terminated", error: "signal: terminated" };
    expect((await started).envelopes.at(-2)?.message.event).toEqual({ end });
  });

  test("of a program that is not there, or of no program, is refused", async ({ fake, box }) => {
    for (const process of [{ cmd: "/no/such/program" }, {}]) {
      const { envelopes } = await stream(fake, box, "Start", { process });
      const error = { code: "invalid_argument" };
      expect(envelopes).toMatchObject([{ flags: 2, message: { error } }]);
    }
  });

  test("has the environment that it is given", async ({ fake, box }) => {
    const process = { cmd: "/usr/bin/env", envs: { PATH: "/nowhere", ONE: "two words" } };
    const { envelopes } = await stream(fake, box, "Start", { process });
    const told = envelopes.map(({ message: { event } }) => event?.data?.stdout ?? "");
    const lines = Buffer.from(told.join(""), "base64").toString().split("\n");
    expect(lines).toEqual(expect.arrayContaining(["PATH=/nowhere", "ONE=two words", "USER=user"]));
  });

  test("cannot be a terminal", async ({ fake, box }) => {
    const { envelopes } = await stream(fake, box, "Start", { ...bash("true"), pty: {} });
    expect(envelopes).toMatchObject([{ flags: 2, message: { error: { code: "unimplemented" } } }]);
  });
});

describe("the daemon's address", () => {
  test("is told by headers, else by the host", async ({ fake, box }) => {
    const health = (headers: Record<string, string>): Promise<Response> =>
      new Promise((resolve, reject) => {
        // fetch does not let a caller choose the host.
        void import("node:http").then(({ get }) =>
          get(`${fake.url}/health`, { headers }, (response) => {
            response.resume();
            resolve(new Response(null, { status: response.statusCode ?? 0 }));
          }).on("error", reject),
        );
      });
    expect((await health({ host: `49983-${box.sandboxId}.e2b.app` })).status).toBe(204);
    expect((await health({ host: "49983-nobody.e2b.app" })).status).toBe(502);
    expect((await health({})).status).toBe(401);
  });

  test("answers 502 for a sandbox that is gone and a port that is closed", async ({
    fake,
    box,
  }) => {
    const { sandboxId } = box;
    const headers = { "e2b-sandbox-port": "49999" };
    const closed = await call(fake, sandboxId, "/health", { headers });
    expect([closed.status, await closed.json()]).toEqual([
      502,
      { sandboxId, port: 49_999, message: expect.stringContaining("not open"), code: 502 },
    ]);
    await box.kill();
    const gone = await call(fake, sandboxId, "/health");
    expect([gone.status, await gone.json()]).toEqual([
      502,
      { sandboxId, message: "The sandbox was not found", code: 502 },
    ]);
  });

  test("wants the sandbox's token", async ({ fake, box }) => {
    const headers = { "x-access-token": "wrong" };
    const { sandboxId } = box;
    expect((await call(fake, sandboxId, "/envs", { headers })).status).toBe(401);
    expect((await call(fake, sandboxId, "/files?path=a", { headers })).status).toBe(401);
    expect((await call(fake, sandboxId, "/envs")).status).toBe(200);
  });

  test("tells what the sandbox uses", async ({ fake, box }) => {
    const told = await call(fake, box.sandboxId, "/metrics");
    expect(await told.json()).toMatchObject({
      ts: expect.any(Number),
      cpu_count: 2,
      mem_total: 512 << 20,
      disk_used: expect.any(Number),
    });
  });

  test("takes a body of unknown length", async ({ fake, box }) => {
    const body = new Blob(["in pieces"]).stream();
    const headers = {
      "e2b-sandbox-id": box.sandboxId,
      "e2b-sandbox-port": "49983",
      "x-access-token": fake.sandboxes.get(box.sandboxId).token ?? "",
    };
    const init = { method: "POST", body, duplex: "half", headers } as const;
    expect((await fetch(`${fake.url}/files?path=pieces`, init)).status).toBe(200);
    expect(await box.files.read("pieces")).toBe("in pieces");
  });

  test("knows users, and no others", async ({ box }) => {
    const who = async (user: string): Promise<string> =>
      (await box.commands.run("echo $USER", { user })).stdout;
    expect(await who("root")).toBe("root\n");
    await expect(who("nobody")).rejects.toThrow("invalid username");
  });
});

test("a key may come as a bearer's token", async ({ fake }) => {
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${fake.url}/v2/sandboxes`, { headers })).status;
  expect(await status({ authorization: `Bearer ${fake.apiKey}` })).toBe(200);
  expect(await status({ authorization: "Bearer wrong" })).toBe(401);
  expect(await status({})).toBe(401);
});

test("what is not there is a 404 with its code in the body", async ({ fake }) => {
  for (const path of ["/volumes", "/secrets", "/v3/templates", "/sandboxes/nobody"]) {
    const response = await fetch(fake.url + path, { headers: { "x-api-key": fake.apiKey } });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 404 });
  }
});
