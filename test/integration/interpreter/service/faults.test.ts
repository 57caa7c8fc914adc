import type { ServerResponse } from "node:http";
import { describe, expect } from "vitest";
import { serviceAt } from "../../../../src/interpreter/service/address.ts";
import { ServiceEngine } from "../../../../src/interpreter/service/service.ts";
import { RoughService, told } from "../../../fakes/roughService.ts";
import { begin, failureOf, interpreterOf, ran, test } from "./serviceTest.ts";

const fast = {
  pauseMs: 10,
  lookMs: 200,
  stopMs: 1000,
  silenceMs: 150,
  beginMs: 300,
  answerMs: 2000,
};

/** A context of a service with these manners. */
async function rough(manners: Parameters<typeof RoughService.start>[0]) {
  const service = await RoughService.start(manners);
  const address = serviceAt(service.url);
  const engine = new ServiceEngine({ address: async () => address, times: fast });
  const dispose = async (): Promise<void> => {
    await engine[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  };
  const start = () => engine.start({ language: "python" });
  return { service, engine, start, [Symbol.asyncDispose]: dispose };
}

const begun = { type: "number_of_executions", execution_count: 1 };
const end = { type: "end_of_execution" };

describe("a run fails clearly", () => {
  test("where the answer ends well, but without the end", async ({ fake, start }) => {
    const kernel = await start();
    fake.faults.knobs.cellEnd = false;
    expect(await failureOf(ran(kernel, "x = 1"))).toMatchObject({
      code: "protocol",
      message:
        "The service's answer ended before the code did. Whether the code ran to its end is not known.",
    });
    fake.faults.knobs.cellEnd = true;
    expect(await ran(kernel, "x")).toMatchObject({ shown: ["1"] });
  });

  test("where the connection is cut, and the next run waits until the code has stopped", async ({
    fake,
    start,
  }) => {
    const kernel = await start();
    const running = begin(
      kernel,
      "try:\n  print(1, flush=True)\n  while True: pass\nfinally: x = 3",
    );
    await running.begun;
    fake.dropStreams({ midEnvelope: true });
    const failure = await failureOf(running.run);
    expect(failure.code).toBe("protocol");
    expect(failure.message).toContain("The connection to the service was cut.");
    expect(await ran(kernel, "x")).toMatchObject({ shown: ["3"] });
  });

  test("where the interpreter dies, and then nothing runs there any more", async ({ start }) => {
    const kernel = await start();
    const failure = await failureOf(ran(kernel, "import os; os._exit(1)"));
    expect(failure).toMatchObject({ code: "sandboxFailed" });
    expect(failure.message).toContain("The interpreter died while the code ran.");
    expect(await kernel.ended).toBe(failure);
    expect(await failureOf(kernel.run("1"))).toBe(failure);
  });

  test("where the context is gone", async ({ fake, address, start }) => {
    const kernel = await start();
    const init = { method: "DELETE", headers: address.headers };
    await fetch(`${fake.url}/contexts/${kernel.id}`, init);
    const failure = await failureOf(kernel.run("1"));
    expect(failure.message).toMatch(/^The context is gone: Context \S+ not found\.$/);
    expect(await kernel.ended).toBe(failure);
  });

  test("where the sandbox is gone, the key is wrong, or the service falters", async ({
    fake,
    start,
  }) => {
    const kernel = await start();
    for (const [status, code] of [
      [401, "keyRejected"],
      [403, "keyRejected"],
      [429, "planLimit"],
      [503, "sandboxFailed"],
      [500, "protocol"],
    ] as const) {
      fake.faults.plan({ on: /execute/, status, message: "As planned." });
      const failure = await failureOf(kernel.run("1"));
      expect(failure).toMatchObject({ code, message: expect.stringContaining("As planned.") });
    }
    expect(await ran(kernel, "1")).toMatchObject({ shown: ["1"] });
    await fake.sandboxes.all[0]?.kill();
    expect(await failureOf(kernel.run("1"))).toMatchObject({
      code: "sandboxFailed",
      message: expect.stringContaining("(502): The sandbox was not found."),
    });
  });

  test("where nobody answers at all, and comes back when somebody does", async ({
    fake,
    start,
  }) => {
    const kernel = await start();
    fake.faults.knobs.unreachable = true;
    expect(await failureOf(kernel.run("1"))).toMatchObject({
      code: "serviceUnreachable",
      message: `No answer from ${fake.url} (ECONNRESET).`,
    });
    fake.faults.knobs.unreachable = false;
    expect(await ran(kernel, "1")).toMatchObject({ shown: ["1"] });
    const nobody = new ServiceEngine({ address: async () => serviceAt("http://127.0.0.1:9") });
    const failure = await failureOf(nobody.start({ language: "python" }));
    expect(failure).toMatchObject({ code: "serviceUnreachable" });
    expect(failure.remedy).toContain("http://127.0.0.1:9/health");
  });

  test("where the answer is no JSON", async () => {
    const say = (text: string) => (response: ServerResponse) => response.end(text);
    await using world = await rough({ "POST /execute": say('{"type":"stdout"}\nOh no\n') });
    const failure = await failureOf((await world.start()).run("1"));
    expect(failure.message).toContain("The service sent something that is no JSON.");
    await using other = await rough({ "POST /contexts": say("<html>") });
    expect(await failureOf(other.start())).toMatchObject({ code: "protocol" });
    await using third = await rough({ "POST /contexts": say("{}") });
    expect((await failureOf(third.start())).message).toContain("did not say which");
  });
});

describe("silence", () => {
  test("of code that is slow is waited for as long as the service shows that it lives", async ({
    fake,
    address,
  }) => {
    fake.faults.knobs.cellKeepaliveMs = 40;
    const times = { ...fast, silenceMs: 1000 };
    await using engine = new ServiceEngine({ address: async () => address, times });
    const kernel = await engine.start({ language: "python" });
    const slow = await ran(kernel, "import time; time.sleep(1.6); print('done')");
    expect(slow.stdout).toBe("done\n");
  });

  test("of a service that shows no life while it waits is no failure while its health is good", async () => {
    await using world = await rough({
      "POST /execute": (response) => {
        response.write(told(begun));
        setTimeout(() => response.end(told({ type: "stdout", text: "late" }, end)), 500);
      },
    });
    expect(await ran(await world.start(), "1")).toMatchObject({ stdout: "late" });
  });

  test("of one that used to show life is a dead connection, and of one without health a service that is gone", async () => {
    let isWell = true;
    await using world = await rough({
      "POST /execute": (response) => response.write(told(begun, { type: "keepalive" })),
      "GET /health": (response) => response.writeHead(isWell ? 200 : 500).end(),
    });
    const kernel = await world.start();
    const message = "The connection is dead: silent for 0 s.";
    expect(await failureOf(kernel.run("1"))).toMatchObject({ message });
    isWell = false;
    const gone = { code: "serviceUnreachable", message: "The service is gone: silent for 0 s." };
    expect(await failureOf((await world.start()).run("1"))).toMatchObject(gone);
  });

  test("before the beginning is told of where beginnings are told", async () => {
    let count = 0;
    await using world = await rough({
      "POST /execute": (response) => {
        count += 1;
        // The second is taken, shown to live, and never begun; what looks after it is answered.
        if (count !== 2) return void response.end(told({ ...begun, execution_count: count }, end));
        const beat = setInterval(() => response.write(told({ type: "keepalive" })), 50);
        response.on("close", () => clearInterval(beat));
      },
    });
    const kernel = await world.start();
    await kernel.run("1");
    expect(await failureOf(kernel.run("2"))).toMatchObject({
      code: "timeout",
      message: "The service took the code, but has not begun to run it.",
    });
    expect(await kernel.run("3")).toMatchObject({ count: 4 });
  });
});

describe("the address", () => {
  test("of a service carries a session that begins with a letter, with every request", async () => {
    await using world = await rough({ "POST /execute": (response) => response.end(told(end)) });
    await (await world.start()).run("1");
    const sessions = world.service.asked.map(({ headers }) => headers["x-ci-session-id"]);
    expect(new Set(sessions).size).toBe(1);
    expect(sessions[0]).toMatch(/^[a-f][0-9a-f]{7}-[0-9a-f]{4}-4/);
    expect(await world.engine.health()).toMatchObject({
      status: 200,
      url: `${world.service.url}/health`,
    });
  });

  test("is an address, with its login as a header and no slash at its end", async ({ fake }) => {
    expect(serviceAt("https://me:a%20b@example.com/ci/")).toMatchObject({
      url: "https://example.com/ci",
      headers: { Authorization: `Basic ${Buffer.from("me:a b").toString("base64")}` },
    });
    for (const wrong of ["localhost:5001", "", "ftp://example.com", "http://"])
      expect(() => serviceAt(wrong)).toThrow(/is no address/);
    expect(await interpreterOf(fake)).toMatchObject({ url: fake.url });
  });
});
