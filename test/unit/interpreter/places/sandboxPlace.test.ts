import { describe, expect, it } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import { SandboxPlace } from "../../../../src/interpreter/places/sandboxPlace.ts";
import {
  defaultLimits,
  type OpenOptions,
  type Process,
  type Sandbox,
  type SandboxSpec,
} from "../../../../src/sandbox/sandbox.ts";
import { Lines } from "../../../fakes/logs.ts";
import { MemoryFiles } from "../../../fakes/memoryFiles.ts";
import { RoughService, told } from "../../../fakes/roughService.ts";

const spec: SandboxSpec = {
  ...{ id: "code", mounts: [], network: "none", limits: defaultLimits },
  install: { commands: [], network: "none" },
};

interface Wishes {
  /** Thrown by the first openings, one each. */
  readonly failures?: Failure[];
  readonly caveats?: readonly string[];
  readonly address?: Sandbox["address"];
  readonly start?: () => Promise<Process>;
  readonly idleMs?: number;
}

/** A place whose sandboxes are only pretended. */
function make({ failures = [], caveats = [], address, start, idleMs }: Wishes = {}) {
  const log = new Lines();
  const counts = { opened: 0, closed: 0 };
  const nobody = () => Promise.reject(new Failure("sandboxFailed", "The sandbox is gone."));
  const files = new MemoryFiles();
  const open = async (wanted: SandboxSpec, options: OpenOptions = {}): Promise<Sandbox> => {
    counts.opened += 1;
    options.onDidSay?.("installing");
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return {
      ...{ id: wanted.id, provider: "local", files, caveats, start: start ?? nobody },
      ...(address !== undefined && { address }),
      [Symbol.asyncDispose]: async () => void (counts.closed += 1),
    };
  };
  const place = new SandboxPlace({ sandboxes: { open }, spec, provider: "local", log, idleMs });
  return { place, counts, log };
}

const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => error as Failure,
  );
const python = { language: "python" } as const;
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("a sandbox for code", () => {
  it("is opened by the first who needs it, once, and closed with its place", async () => {
    const { place, counts, log } = make({ caveats: ["It has no limit of memory."] });
    expect(counts).toEqual({ opened: 0, closed: 0 });
    await Promise.all([
      place.files.write("a", bytes("1"), {}),
      place.files.write("b", bytes("2"), {}),
    ]);
    expect(counts).toEqual({ opened: 1, closed: 0 });
    expect(log.lines).toEqual(["info: installing", "warn: It has no limit of memory."]);
    await Promise.all([place[Symbol.asyncDispose](), place[Symbol.asyncDispose]()]);
    expect(counts).toEqual({ opened: 1, closed: 1 });
    expect(await failureOf(place.start(python))).toMatchObject({ code: "cancelled" });
    expect(counts.opened).toBe(1);
  });

  it("that nobody needed is never opened", async () => {
    const { place, counts } = make();
    await place[Symbol.asyncDispose]();
    expect(counts).toEqual({ opened: 0, closed: 0 });
  });

  it("that could not be opened is tried again by the next", async () => {
    const { place, counts } = make({ failures: [new Failure("sandboxUnavailable", "No jail.")] });
    expect(await failureOf(place.start(python))).toMatchObject({ code: "sandboxUnavailable" });
    await place.files.write("a", bytes("1"), {});
    expect(counts).toEqual({ opened: 2, closed: 0 });
  });

  it("that is lost is closed when nobody uses it, so that the next gets a new one", async () => {
    const { place, counts } = make();
    expect(await failureOf(place.start(python))).toMatchObject({ message: "The sandbox is gone." });
    expect(counts).toEqual({ opened: 1, closed: 1 });
    await failureOf(place.start(python));
    expect(counts).toEqual({ opened: 2, closed: 2 });
  });

  it("is closed when nobody has used it for a while, and opened again by the next", async () => {
    const { place, counts } = make({ idleMs: 20 });
    await place.files.write("a", bytes("1"), {});
    await expect.poll(() => counts).toEqual({ opened: 1, closed: 1 });
    await place.files.write("a", bytes("1"), {});
    await expect.poll(() => counts).toEqual({ opened: 2, closed: 2 });
    await place[Symbol.asyncDispose]();
    expect(counts).toEqual({ opened: 2, closed: 2 });
  });

  it("is kept when it only lacks what was asked for", async () => {
    const missing = new Failure("commandNotFound", "no perl");
    const { place, counts } = make({ start: () => Promise.reject(missing) });
    expect(await failureOf(place.start(python))).toMatchObject({ code: "commandNotFound" });
    expect(await failureOf(place.start({ language: "java" }))).toMatchObject({ code: "usage" });
    expect(counts).toEqual({ opened: 1, closed: 0 });
  });

  it("lends its files, and none that is too large", async () => {
    const { place } = make();
    await place.files.write("dir/a.txt", bytes("hello"), {});
    const read = await place.files.read("dir/a.txt", { maxBytes: 5 });
    expect(Buffer.from(read).toString()).toBe("hello");
    expect(await failureOf(place.files.read("dir/a.txt", { maxBytes: 4 }))).toMatchObject({
      code: "fileFailed",
      message: expect.stringContaining("it is larger than 4 bytes"),
    });
    expect(await failureOf(place.files.read("none", { maxBytes: 4 }))).toMatchObject({
      code: "fileNotFound",
    });
  });
});

describe("the health of a sandbox", () => {
  it.each([
    [new Failure("sandboxUnavailable", "No jail.", { remedy: "Install it." }), "unhealthy"],
    [new Failure("timeout", "Late."), "timeout"],
    [new Failure("serviceUnreachable", "Nobody."), "connection_error"],
    [new Failure("keyMissing", "No key."), "error"],
  ])("is told where it cannot be opened: %s", async (failure, status) => {
    const { place } = make({ failures: [failure] });
    const { message, remedy } = failure;
    const body = remedy === undefined ? message : `${message} ${remedy}`;
    expect(await place.health()).toEqual({ status, url: "local:code", body });
  });

  it("is that of what code goes through, not of the sandbox alone", async () => {
    const { place } = make();
    const body = "The sandbox is gone.";
    expect(await place.health()).toEqual({ status: "unhealthy", url: "local:code", body });
  });

  it("is not told to who does not want it any more", async () => {
    const { place } = make({ failures: [new Failure("cancelled", "Cancelled.")] });
    expect(await failureOf(place.health())).toMatchObject({ code: "cancelled" });
  });
});

describe("a sandbox with a code interpreter in it", () => {
  const run = told(
    { type: "number_of_executions", execution_count: 1 },
    { type: "stdout", text: "by the service" },
    { type: "end_of_execution" },
  );

  it("has its code run by that, and its health told by it", async () => {
    await using service = await RoughService.start({
      "POST /execute": (response) => response.end(run),
    });
    const asked: number[] = [];
    const address = async (port: number) => {
      asked.push(port);
      return { url: service.url, headers: { "X-Port": String(port) } };
    };
    const { place, counts } = make({ address, idleMs: 20 });
    const kernel = await place.start(python);
    const since = Date.now();
    await expect.poll(() => Date.now() - since).toBeGreaterThan(100);
    expect(counts.closed).toBe(0); // a kernel is a use
    const said: unknown[] = [];
    await kernel.run("1", { onOutput: (output) => said.push(output) });
    expect(said).toEqual([{ kind: "stream", stream: "stdout", text: "by the service" }]);
    expect(new Set(asked)).toEqual(new Set([49_999]));
    expect(service.asked.every(({ headers }) => headers["x-port"] === "49999")).toBe(true);
    const health = { status: "healthy", url: `${service.url}/health`, code: 200, body: '"OK"' };
    expect(await place.health()).toEqual(health);
    await place[Symbol.asyncDispose]();
    expect(service.asked.at(-1)).toMatchObject({ method: "DELETE", url: "/contexts/c1" });
    expect(counts.closed).toBe(1);
  });

  it("is asked by our own drivers where nothing answers at that port", async () => {
    await using service = await RoughService.start({
      "GET /health": (response) => response.writeHead(502).end(),
    });
    const { place } = make({ address: async () => ({ url: service.url, headers: {} }) });
    expect(await failureOf(place.start(python))).toMatchObject({ message: "The sandbox is gone." });
  });
});
