import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import type { Exit } from "../../../../../src/sandbox/sandbox.ts";
import { stop } from "../../../../../src/sandbox/stop.ts";
import { firstLine, output, run, sh, test } from "../../../../fakes/jail.ts";

/** Host numbers of processes whose command line holds the mark; a word of each test's own. */
function pidsWith(mark: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && commandLine(pid).includes(mark));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

const markOf = (name: string): string => `mark-${name}-${process.pid}`;

describe("how a program ends", () => {
  test.for([0, 1, 3, 127, 255])("code %i is told", async (code, { jails }) => {
    const { exit } = await run(await jails.open(), `exit ${code}`);
    expect(exit).toEqual({ kind: "exited", code });
  });

  test.for(["SIGTERM", "SIGKILL", "SIGSEGV"])("signal %s is told", async (signal, { jails }) => {
    const { exit } = await run(await jails.open(), `kill -${signal.slice(3)} $$`);
    expect(exit).toEqual({ kind: "signalled", signal });
  });

  test("a program that is gone at once is told of like any other", async ({ jails }) => {
    const jail = await jails.open();
    const all = Array.from({ length: 8 }, () => run(jail, { program: "/bin/true", args: [] }));
    for (const { exit } of await Promise.all(all))
      expect(exit).toEqual({ kind: "exited", code: 0 });
  });

  test("a script whose interpreter is missing could not be run", async ({ jails, folder }) => {
    await folder.program("script", "#!/none/such\n");
    const jail = await jails.open({
      mounts: [{ source: folder.path, target: "/data", write: false }],
    });
    const starting = jail.start({ program: "/data/script", args: [] });
    await expect(starting).rejects.toMatchObject({
      code: "commandNotFound",
      message: expect.stringContaining("No such file"),
    });
  });

  test("a program that is not there is told of before anything is started", async ({ jails }) => {
    const jail = await jails.open();
    const starting = jail.start({ program: "none-such-program", args: [] });
    await expect(starting).rejects.toMatchObject({ code: "commandNotFound" });
    expect((await run(jail, "none-such-program")).exit).toEqual({ kind: "exited", code: 127 });
  });
});

describe("what goes in and out", () => {
  test("bytes come back as they were", async ({ jails }) => {
    const program = await (await jails.open()).start({ program: "/bin/cat", args: [] });
    const sent = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256));
    const writing = program.write(sent).then(() => program.end());
    const chunks: Uint8Array[] = [];
    for await (const chunk of program.stdout) chunks.push(chunk);
    await writing;
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("writing waits while the program does not read", async ({ jails }) => {
    const program = await (await jails.open()).start(sh("read line; echo begun; sleep 60"));
    let written = false;
    const much = Buffer.concat([Buffer.from("go\n"), Buffer.alloc(8_000_000)]);
    void program.write(much).then(
      () => (written = true),
      () => {},
    );
    expect(await firstLine(program)).toBe("begun");
    expect(written).toBe(false);
    await program.signal("SIGKILL");
    await program.exit;
    expect(written).toBe(false);
  });

  test("a flood is not read faster than it is asked for", async ({ jails }) => {
    const program = await (await jails.open()).start({ program: "/usr/bin/yes", args: [] });
    const before = process.memoryUsage().rss;
    let chunks = 0;
    for await (const chunk of program.stdout) {
      expect(chunk.length).toBeGreaterThan(0);
      if (++chunks === 100) break;
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    await program.signal("SIGKILL");
    await program.exit;
  });

  test("writing to a program that is gone rejects", async ({ jails }) => {
    const program = await (await jails.open()).start({ program: "/bin/true", args: [] });
    await program.exit;
    await expect(program.write(Buffer.from("x"))).rejects.toMatchObject({ name: "Failure" });
    await program.end();
    await program.signal("SIGTERM");
    await program.signal("SIGKILL");
  });

  test("what was printed before the end can be read after it", async ({ jails }) => {
    const program = await (await jails.open()).start(sh("echo out; echo err >&2"));
    await program.exit;
    const read = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
      let text = "";
      for await (const chunk of stream) text += Buffer.from(chunk).toString();
      return text;
    };
    expect([await read(program.stdout), await read(program.stderr)]).toEqual(["out\n", "err\n"]);
  });
});

describe("ending a program", () => {
  test("SIGTERM reaches the program itself", async ({ jails }) => {
    const script = "trap 'echo asked; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    const program = await (await jails.open()).start(sh(script));
    const seen: string[] = [];
    for await (const chunk of program.stdout) {
      seen.push(Buffer.from(chunk).toString());
      if (seen.join("") === "ready\n") await program.signal("SIGTERM");
    }
    expect(seen.join("")).toBe("ready\nasked\n");
    expect(await program.exit).toEqual({ kind: "exited", code: 7 });
  });

  test("SIGTERM right after the start is not lost", async ({ jails }) => {
    const jail = await jails.open();
    const program = await jail.start({ program: "/bin/sleep", args: ["60"] });
    await program.signal("SIGTERM");
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGTERM" });
  });

  test("SIGKILL takes the whole tree, and the exit waits for it", async ({ jails }) => {
    const mark = markOf("tree");
    const script =
      `trap '' TERM HUP; setsid sh -c "trap '' TERM; sleep 100; : ${mark}" & ` +
      `for i in $(seq 100); do (sh -c "sleep 100; : ${mark}" &); done; echo up; sleep 100`;
    const program = await (await jails.open()).start(sh(script));
    await firstLine(program);
    await expect.poll(() => pidsWith(mark).length).toBeGreaterThan(100);
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual({ kind: "signalled", signal: "SIGKILL" });
    expect(pidsWith(mark)).toEqual([]);
  });

  test("daemons end with the program that left them", async ({ jails }) => {
    const mark = markOf("daemon");
    const daemon = `setsid sh -c "exec >/dev/null 2>&1 </dev/null; sleep 100; : ${mark}" &`;
    const { exit } = await run(await jails.open(), `${daemon} sleep 0.2; exit 0`);
    expect(exit).toEqual({ kind: "exited", code: 0 });
    expect(pidsWith(mark)).toEqual([]);
  });

  test("the ladder ends each program with the least force that does it", async ({ jails }) => {
    const jail = await jails.open();
    const forEver = "while :; do sleep 0.05; done";
    const endOf = async (script: string, closeMs: number, termMs: number): Promise<Exit> => {
      const program = await jail.start(sh(script));
      await firstLine(program);
      return stop(program, { closeMs, termMs });
    };
    const closed = await endOf("echo ready; while read line; do :; done; exit 4", 60_000, 60_000);
    expect(closed).toEqual({ kind: "exited", code: 4 });
    const asked = await endOf(`trap 'exit 5' TERM; echo ready; ${forEver}`, 100, 60_000);
    expect(asked).toEqual({ kind: "exited", code: 5 });
    const forced = await endOf(`trap '' TERM; echo ready; ${forEver}`, 100, 100);
    expect(forced).toEqual({ kind: "signalled", signal: "SIGKILL" });
  });

  test("closing the sandbox ends all of its programs", async ({ jails }) => {
    const mark = markOf("closing");
    const jail = await jails.open();
    const programs = [1, 2].map(() => jail.start(sh(`sleep 100; : ${mark}`)));
    const starting = jail.start(sh(`sleep 100; : ${mark}`));
    await Promise.all(programs);
    await jail[Symbol.asyncDispose]();
    expect(pidsWith(mark)).toEqual([]);
    await (
      await starting
    ).exit;
    await expect(jail.start(sh("true"))).rejects.toMatchObject({ code: "sandboxFailed" });
    await jail[Symbol.asyncDispose]();
  });

  test("a host that is killed takes its jails along", async ({ jails }) => {
    const mark = markOf("host");
    const script = `&setsid sleep 100 & sleep 100; : ${mark}`;
    const program = new URL("../../../../fixtures/jailHost.ts", import.meta.url).pathname;
    const host = spawn(process.execPath, [program, jails.dataDir, script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => host.stdout.once("data", resolve));
    expect(pidsWith(mark).length).toBeGreaterThan(1);
    host.kill("SIGKILL");
    await expect.poll(() => pidsWith(mark), { timeout: 5000 }).toEqual([]);
  });

  test("nothing of a jail stays in the process table or the temporary folder", async ({
    jails,
  }) => {
    const jail = await jails.open();
    const listing = (): string[] =>
      readdirSync("/tmp").filter((name) => /bwrap|newroot/.test(name));
    const before = listing();
    for (let round = 0; round < 3; round++) await output(jail, "true");
    expect(listing()).toEqual(before);
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "latin1");
    for (const pid of children.split(" ").filter(Boolean).map(Number))
      expect(commandLine(pid)).not.toContain("bwrap");
  });
});
