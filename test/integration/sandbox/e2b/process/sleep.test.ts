import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { E2B } from "e2b";
import { expect } from "vitest";
import { startProgram } from "../../../../../src/sandbox/e2b/process/startProgram.ts";
import { echo, listenTo, numbers, soon, test, TestMachine } from "./machine.ts";

/** A way to a port whose connections can be made dead without being closed, as by a sleep. */
async function wayTo(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Nothing comes through those that are open now, ever. */
    deaden() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

test("a stream that has died without a word is noticed, and nothing is lost", async ({ fake }) => {
  await using way = await wayTo(Number(new URL(fake.url).port));
  const { Sandbox } = new E2B({ ...fake.connection, sandboxUrl: way.url });
  const machine = new TestMachine(Sandbox, await Sandbox.create());
  const times = { quietMs: 200, inputMs: 1000, againMs: 2000, retryMs: 20 };
  const program = await startProgram(machine, echo, { times });
  const output = listenTo(program.stdout);
  for (let n = 1; n <= 20; n++) {
    await program.write(Buffer.from(`${n}\n`));
    if (n % 10 === 0) way.deaden();
  }
  await soon(() => output.text()).toBe(numbers(20));
  await program.end();
  expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  expect(await output.all).toBe(numbers(20));
});

test("a program that is long silent is only asked, and left in peace", async ({
  start,
  machine,
}) => {
  const program = await start(echo, { times: { quietMs: 50, againMs: 2000 } });
  const output = listenTo(program.stdout);
  await program.write(Buffer.from("a line without an end"));
  await soon(() => output.text()).toContain("end");
  const silent = await start({ program: "sleep", args: ["2"] }, { times: { quietMs: 50 } });
  await silent.write(Buffer.from("is not read"));
  expect(await silent.exit).toEqual({ kind: "exited", code: 0 });
  expect(machine.asked).toBe(0);
  await program.signal("SIGKILL");
});
