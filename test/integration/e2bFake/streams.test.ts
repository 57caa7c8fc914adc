import {
  CommandExitError,
  SandboxError,
  TimeoutError,
  type CommandHandle,
  type Sandbox,
} from "e2b";
import { describe, expect } from "vitest";
import { errorOf, signal, soon, test } from "./fakeTest.ts";

const background = { background: true, stdin: true, timeoutMs: 0 } as const;

describe("input", () => {
  test("is taken, in whatever order 200 calls at once arrive", async ({ box }) => {
    const cat = await box.commands.run("exec cat", background);
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index}`);
    await Promise.all(lines.map((line) => cat.sendStdin(`${line}\n`)));
    await cat.closeStdin();
    const { stdout } = await cat.wait();
    expect(stdout.trimEnd().split("\n").toSorted()).toEqual(lines.toSorted());
  });

  test("that nobody reads is not taken until someone does", async ({ box }) => {
    const lazy = await box.commands.run("read go; exec wc -c", background);
    const early: string[] = [];
    const big = lazy.sendStdin(`\n${"x".repeat(2_000_000)}`).then(() => early.push("written"));
    await big;
    await lazy.closeStdin();
    expect((await lazy.wait()).stdout).toBe("2000000\n");
  });

  test("that fills the pipe keeps the call waiting", async ({ box }) => {
    const deaf = await box.commands.run("exec sleep 100", background);
    const sent = deaf.sendStdin("x".repeat(1_000_000), { requestTimeoutMs: 500 });
    expect(await errorOf(sent)).toBeInstanceOf(Error);
    await deaf.kill();
  });

  test("is refused after its end", async ({ box }) => {
    const handle = await box.commands.run("cat; exec sleep 100", background);
    await handle.closeStdin();
    expect((await errorOf(handle.sendStdin("late"))).message).toMatch(/^13: \[internal\]/);
    await handle.kill();
  });
});

describe("output", () => {
  test("of 4 MB in one line arrives whole, though its characters are cut", async ({ box }) => {
    const script = 'process.stdout.write("é€😀".repeat(466000))';
    const pieces: string[] = [];
    await box.commands.run(`node -e '${script}'`, { onStdout: (piece) => void pieces.push(piece) });
    expect(pieces.length).toBeGreaterThan(100);
    expect(pieces.join("")).toBe("é€😀".repeat(466_000));
  });

  test("waits for a slow reader", async ({ box }) => {
    const gate = signal();
    const got: string[] = [];
    const handle = await box.commands.run("exec seq 1 200000", {
      background: true,
      onStdout: async (piece) => {
        got.push(piece);
        await gate.promise;
      },
    });
    await soon(() => got.length).toBe(1);
    gate.resolve();
    await handle.wait();
    expect(got.join("").split("\n")).toHaveLength(200_001);
  });

  test("of what a program left behind is waited for", async ({ box }) => {
    const { stdout } = await box.commands.run("(sleep 0.3; echo late) & echo early");
    expect(stdout).toBe("early\nlate\n");
  });

  test("is lost with a reader that throws, and the program goes on", async ({ box }) => {
    const handle = await box.commands.run("echo first; exec cat", {
      ...background,
      onStdout: () => {
        throw new Error("from the callback");
      },
    });
    expect((await errorOf(handle.wait())).message).toContain("from the callback");
    expect((await box.commands.list()).map(({ pid }) => pid)).toEqual([handle.pid]);
    await box.commands.kill(handle.pid);
  });
});

/** A program that says each line back and writes it to `log`, and what was heard of it. */
async function echo(box: Sandbox): Promise<{ handle: CommandHandle; heard: () => string }> {
  let text = "";
  const onStdout = (piece: string): void => void (text += piece);
  const handle = await box.commands.run("exec tee -a log", { ...background, onStdout });
  return { handle, heard: () => text };
}

describe("a stream", () => {
  test("that is cut while the sandbox is well is told as cut", async ({ fake, box }) => {
    const { handle } = await echo(box);
    fake.dropStreams({ sandboxId: box.sandboxId });
    const error = await errorOf(handle.wait());
    expect(error).toBeInstanceOf(SandboxError);
    expect(error).not.toBeInstanceOf(TimeoutError);
    expect(error).not.toBeInstanceOf(CommandExitError);
    expect(await box.isRunning()).toBe(true);
  });

  test("that comes back has lost what was said meanwhile", async ({ fake, box }) => {
    const { handle, heard } = await echo(box);
    await handle.sendStdin("before\n");
    await soon(heard).toBe("before\n");
    fake.dropStreams();
    await errorOf(handle.wait());
    await handle.sendStdin("meanwhile\n");
    await soon(() => box.files.read("log")).toContain("meanwhile");

    let later = "";
    const again = await box.commands.connect(handle.pid, {
      timeoutMs: 0,
      onStdout: (piece) => void (later += piece),
    });
    await again.sendStdin("after\n");
    await soon(() => later).toBe("after\n");
    await again.kill();
  });

  test("that is left goes quiet, and the program stays", async ({ box }) => {
    const { handle, heard } = await echo(box);
    await handle.disconnect();
    expect(await errorOf(handle.wait())).toBeInstanceOf(TimeoutError);
    await box.commands.sendStdin(handle.pid, "unheard\n");
    expect(await box.commands.list()).toHaveLength(1);
    expect(heard()).toBe("");
  });

  test("by a second reader gets the same, and a deadline ends it alone", async ({ box }) => {
    const { handle, heard } = await echo(box);
    let second = "";
    const other = await box.commands.connect(handle.pid, {
      timeoutMs: 3000,
      onStdout: (piece) => void (second += piece),
    });
    await handle.sendStdin("to both\n");
    await soon(heard).toBe("to both\n");
    await soon(() => second).toBe("to both\n");
    expect((await errorOf(other.wait())).message).toContain("[deadline_exceeded]");
    await handle.closeStdin();
    expect((await handle.wait()).exitCode).toBe(0);
  });

  test("of a program that has just ended tells its end, and later nothing", async ({
    fake,
    box,
  }) => {
    fake.faults.knobs.exitKeptMs = 3000;
    const handle = await box.commands.run("exit 4", { background: true });
    await errorOf(handle.wait());
    const late = await box.commands.connect(handle.pid);
    expect(await errorOf(late.wait())).toMatchObject({ exitCode: 4 });
    await soon(() =>
      box.commands.connect(handle.pid).then(
        () => "there",
        (error: Error) => error.name,
      ),
    ).toBe("NotFoundError");
  });
});
