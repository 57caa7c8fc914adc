import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { asProcess, running } from "../../../src/sandbox/childProcess.ts";
import type { TreeEnding } from "../../../src/sandbox/childProcess.ts";
import type { Exit, Process } from "../../../src/sandbox/sandbox.ts";

const sh = (script: string) => spawn("/bin/sh", ["-c", script]);

function plain(script: string, different: Partial<TreeEnding> = {}): Process {
  const child = sh(script);
  return asProcess(child, {
    signal: (signal) => void child.kill(signal),
    settle: (first) => first,
    ...different,
  });
}

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("a child that runs has a number, one that cannot is told with the system's error", async () => {
  const child = sh("exit 0");
  expect(await running(child)).toBe(child.pid);
  await expect(running(spawn("/no/such/program"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a child without pipes is our own fault", () => {
  const child = spawn("/bin/sh", ["-c", "exit 0"], { stdio: "ignore" });
  expect(() => asProcess(child, { signal: () => {}, settle: (first) => first })).toThrow(
    expect.objectContaining({ code: "internal" }),
  );
});

test("the exit settles when the tree has, with what the tree says", async () => {
  const firsts: Exit[] = [];
  let gone = (): void => {};
  const waiting = new Promise<void>((resolve) => (gone = resolve));
  const program = plain("exit 4", {
    settle: async (first) => {
      firsts.push(first);
      await waiting;
      return { kind: "limit", limit: "memory", message: "too much" };
    },
  });
  await expect.poll(() => firsts).toEqual([{ kind: "exited", code: 4 }]);
  const early = Promise.race([program.exit, Promise.resolve("pending")]);
  expect(await early).toBe("pending");
  gone();
  expect(await program.exit).toEqual({ kind: "limit", limit: "memory", message: "too much" });
  expect(firsts).toHaveLength(1);
});

test("a signal that ended the child is named", async () => {
  const program = plain("kill -SEGV $$");
  expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGSEGV" });
});

test("writes arrive whole and in order, also when nobody waits for them", async () => {
  const program = plain("cat");
  const lines = Array.from({ length: 2000 }, (_, index) => `line ${index}\n`);
  const writes = lines.map((line) => program.write(Buffer.from(line)));
  const output = text(program.stdout);
  await Promise.all(writes);
  await program.end();
  expect(await output).toBe(lines.join(""));
});

test("ten megabytes come through byte for byte", async () => {
  const program = plain("cat");
  const sent = Buffer.alloc(10 << 20, "0123456789abcde");
  const received = text(program.stdout);
  await program.write(sent);
  await program.end();
  expect(Buffer.from(await received).equals(sent)).toBe(true);
});

test("closing the input twice, and signalling what is gone, does nothing", async () => {
  const program = plain("cat");
  await program.end();
  await program.end();
  await program.exit;
  await program.signal("SIGTERM");
  await program.end();
});

test("a reader that stops early neither hangs nor breaks anything", async () => {
  const program = plain("while echo more; do :; done");
  for await (const chunk of program.stdout) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect(await program.exit).toMatchObject({
    kind: expect.stringMatching(/exited|signalled/) as unknown,
  });
});

test("a write that was waiting when the program ended is refused", async () => {
  const program = plain("exec sleep 30");
  const waiting = program.write(Buffer.alloc(8 << 20)).catch((error: unknown) => error);
  await program.signal("SIGKILL");
  expect(await waiting).toMatchObject({ code: "sandboxFailed" });
  expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
});
