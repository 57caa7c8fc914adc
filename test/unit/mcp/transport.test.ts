import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { describe, expect, it } from "vitest";
import { ProcessTransport } from "../../../src/mcp/transport.ts";
import type { Process } from "../../../src/sandbox/sandbox.ts";
import { definition } from "../../fakes/definition.ts";
import { messages } from "../../fakes/jsonLines.ts";
import { Lines } from "../../fakes/logs.ts";
import { type Io, MemorySandboxes, type Program } from "../../fakes/memorySandboxes.ts";

/** A transport on a program in memory, and all that comes out of it. */
async function over(program: Program, maxLineBytes?: number) {
  const log = new Lines();
  const process = await started(program);
  const transport = new ProcessTransport(process, { log, ...(maxLineBytes && { maxLineBytes }) });
  const got: JSONRPCMessage[] = [];
  let closed = 0;
  const onmessage = (message: JSONRPCMessage): void => void got.push(message);
  const onclose = (): void => void (closed += 1);
  await Object.assign(transport, { onmessage, onclose }).start();
  return { transport, process, log, got, closed: () => closed };
}

async function started(program: Program): Promise<Process> {
  const { sandbox } = await definition({ name: "program" }).resolve();
  const opened = await new MemorySandboxes({ program }).open(sandbox);
  return opened.start({ program: "program", args: [] });
}

const ping = (id: number) => ({ jsonrpc: "2.0" as const, id, method: "ping" });
const never = (): Promise<number> => new Promise(() => {});
const saying =
  (...texts: readonly string[]): Program =>
  async ({ stdout }) => {
    for (const text of texts) stdout(text);
    return 0;
  };

describe("a transport", () => {
  it("writes a message as one line, in order", async () => {
    const lines: unknown[] = [];
    const reading: Program = async (io) => {
      for await (const { id } of messages(io)) lines.push(id);
      return 0;
    };
    const { transport, process } = await over(reading);
    await Promise.all([1, 2, 3].map((id) => transport.send(ping(id))));
    await process.end();
    await transport.ended;
    expect(lines).toEqual([1, 2, 3]);
  });

  it("writes one message after the other also where writing takes its time", async () => {
    const written: unknown[] = [];
    const process = await started(never);
    const slow: Process = {
      ...process,
      write: async (data) => {
        const { id } = JSON.parse(Buffer.from(data).toString()) as { id: number };
        for (let turn = 5; turn > id; turn -= 1) await new Promise(setImmediate);
        written.push(id);
      },
    };
    const transport = new ProcessTransport(slow, { log: new Lines() });
    await Promise.all([1, 2, 3].map((id) => transport.send(ping(id))));
    expect(written).toEqual([1, 2, 3]);
  });

  it("reads messages, several to a chunk and several to a line", async () => {
    const { transport, got } = await over(
      saying(
        `${JSON.stringify(ping(1))}\n${JSON.stringify(ping(2))}\n`,
        JSON.stringify([ping(3), ping(4)]),
      ),
    );
    await transport.ended;
    expect(got).toEqual([1, 2, 3, 4].map(ping));
  });

  it("skips what is no message, and shows some of it", async () => {
    const noise = ["hello\n", "\n", "{}\n", "[]\n", "[1]\n", '{"jsonrpc":"1.0"}\n', "{broken\n"];
    const { transport, got, log } = await over(saying(...noise, `${JSON.stringify(ping(1))}\n`));
    await transport.ended;
    expect(got).toEqual([ping(1)]);
    expect(log.lines.filter((line) => line.startsWith("warn: Skipped"))).toHaveLength(6);
  });

  it("does not fill the log with noise", async () => {
    const { transport, log } = await over(saying("noise\n".repeat(50_000)));
    await transport.ended;
    expect(log.lines.length).toBeLessThan(1000);
    expect(log.text).toContain("more lines were left out");
  });

  it("ends when a message is too long, and says so", async () => {
    const long: Program = async ({ stdout }) => {
      stdout(`${JSON.stringify(ping(1))}\n`);
      stdout("x".repeat(3 * 1024 * 1024));
      return never();
    };
    const { transport, got } = await over(long, 2 * 1024 * 1024);
    expect(await transport.ended).toMatchObject({
      code: "protocol",
      message: "The server sent a message of more than 2 MB.",
    });
    expect(got).toEqual([ping(1)]);
  });

  it("ends with the program, and says how it ended and what it said last", async () => {
    const dying: Program = async ({ stderr }) => {
      stderr("out of memory\n");
      return { kind: "signalled", signal: "SIGSEGV" };
    };
    const { transport, closed } = await over(dying);
    expect(await transport.ended).toMatchObject({
      code: "serverExited",
      message: "The server was ended by SIGSEGV.",
      log: "out of memory",
    });
    expect(closed()).toBe(1);
    expect(transport.lost).toBe(transport.reason);
  });

  it("hands over what came just before the end", async () => {
    const { transport, got } = await over(
      saying(`${JSON.stringify(ping(1))}\n`, JSON.stringify(ping(2))),
    );
    await transport.ended;
    expect(got).toEqual([ping(1), ping(2)]);
  });

  it("fails to send once the program is gone, with the reason", async () => {
    const { transport } = await over(async () => 5);
    await expect(transport.send(ping(1))).rejects.toMatchObject({
      message: "The server ended with exit code 5.",
    });
    await expect(transport.send(ping(2))).rejects.toMatchObject({ code: "serverExited" });
  });

  it("keeps the first reason of its end, closes once, and hands over nothing afterwards", async () => {
    let talk: Io["stdout"] = () => {};
    const { transport, process, got, closed } = await over((io) => ((talk = io.stdout), never()));
    await transport.close();
    await transport.close();
    talk(`${JSON.stringify(ping(1))}\n`);
    await process.signal("SIGKILL");
    expect(await transport.ended).toMatchObject({ code: "cancelled" });
    expect([got, closed(), transport.lost]).toEqual([[], 1, undefined]);
  });

  it("survives a reader that throws", async () => {
    const process = await started(saying(`${JSON.stringify(ping(1))}\n`.repeat(2)));
    const transport = new ProcessTransport(process, { log: new Lines() });
    const errors: string[] = [];
    const handlers = {
      onmessage: () => {
        throw new Error("mistake");
      },
      onerror: ({ message }: Error) => void errors.push(message),
    };
    await Object.assign(transport, handlers).start();
    await transport.ended;
    expect(errors).toEqual(["mistake", "mistake"]);
  });
});
