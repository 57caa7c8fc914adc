import { buffer } from "node:stream/consumers";
import { describe, expect } from "vitest";
import { firstLine, run } from "../../../fakes/jails.ts";
import { kinds, testOf } from "./contractTest.ts";

const odd = [
  "two words",
  "'single' \"double\"",
  "line\nline\n",
  "$HOME `x` \\ *",
  "-n",
  "",
  "ä 😀",
];

describe.each(kinds)("a program $name", (kind) => {
  const test = testOf(kind);
  const { programs } = kind;

  test("writes its output and its errors apart", async ({ sandbox }) => {
    const ran = await run(sandbox, programs.say("out\n", "err\n"));
    expect(ran).toEqual({ stdout: "out\n", stderr: "err\n", exit: { kind: "exited", code: 0 } });
  });

  test("gets its input and gives its output byte for byte", async ({ sandbox }) => {
    const sent = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 7) % 256);
    const program = await sandbox.start(programs.copy);
    const reading = buffer(program.stdout);
    for (let at = 0; at < sent.length; at += 300_000)
      await program.write(sent.subarray(at, at + 300_000));
    await program.end();
    expect((await reading).equals(sent)).toBe(true);
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("has its input answered while it runs", async ({ sandbox }) => {
    const program = await sandbox.start(programs.copy);
    await program.write(Buffer.from("hello\n"));
    expect(await firstLine(program)).toBe("hello");
    await program.end();
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("gets its words as they are", async ({ sandbox }) => {
    const { stdout } = await run(sandbox, programs.words(...odd));
    expect(stdout.split("\0").slice(0, -1)).toEqual(odd);
  });

  test.for([0, 1, 3, 127, 255])("ends with code %i", async (code, { sandbox }) => {
    const { exit } = await run(sandbox, programs.ends(code));
    expect(exit).toEqual({ kind: "exited", code });
  });

  test("that is not there is told of", async ({ sandbox }) => {
    const outcome = await run(sandbox, { program: "none-such-program", args: [] }).then(
      ({ exit }) => exit,
      (error: { readonly code: unknown }) => error.code,
    );
    expect(["commandNotFound", { kind: "exited", code: 127 }]).toContainEqual(outcome);
  });

  test("can be read after its end", async ({ sandbox }) => {
    const program = await sandbox.start(programs.say("out", "err"));
    await program.exit;
    const read = [await buffer(program.stdout), await buffer(program.stderr)];
    expect(read.map(String)).toEqual(["out", "err"]);
  });

  test("takes no input when it is gone, and no harm from being ended again", async ({
    sandbox,
  }) => {
    const program = await sandbox.start(programs.ends(0));
    await program.exit;
    await expect(program.write(Buffer.from("x"))).rejects.toMatchObject({ name: "Failure" });
    await program.end();
    await program.signal("SIGTERM");
    await program.signal("SIGKILL");
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });

  test("runs beside others", async ({ sandbox }) => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const started = await Promise.all(names.map(() => sandbox.start(programs.copy)));
    const said = started.map(async (program, index) => {
      await program.write(Buffer.from(`${names[index]}`));
      await program.end();
      return String(await buffer(program.stdout));
    });
    expect(await Promise.all(said)).toEqual(names);
  });
});

describe.each(kinds)("what a program finds $name:", (kind) => {
  const test = testOf(kind);
  const { programs } = kind;

  test("the private home to work in", async ({ sandbox }) => {
    const home = await sandbox.files.stat("");
    expect((await run(sandbox, programs.folder)).stdout).toBe(`${home.path}\n`);
  });

  test("a folder of the home to work in", async ({ sandbox }) => {
    await sandbox.files.makeDir("deep/folder");
    const { path } = await sandbox.files.stat("deep/folder");
    for (const cwd of ["deep/folder", "./deep/../deep/folder", path]) {
      const { stdout } = await run(sandbox, { ...programs.folder, cwd });
      expect(stdout).toBe(`${path}\n`);
    }
  });

  test("its own environment, and nothing of the host's", async ({ sandbox }) => {
    process.env["CONTRACT_CANARY"] = "seen";
    try {
      const env = Object.fromEntries(odd.map((value, index) => [`ODD_${index}`, value]));
      const { stdout } = await run(sandbox, { ...programs.environment, env });
      for (const [name, value] of Object.entries(env))
        expect(stdout).toContain(`${name}=${value}\n`);
      expect(stdout).not.toContain("CONTRACT_CANARY");
    } finally {
      delete process.env["CONTRACT_CANARY"];
    }
  });

  test("the files that are put there, as others find its own", async ({ sandbox }) => {
    await sandbox.files.write("given", Buffer.from("from outside"));
    expect((await run(sandbox, programs.show("given"))).stdout).toBe("from outside");
    await run(sandbox, programs.keep("kept", "from inside"));
    expect(String(Buffer.from(await sandbox.files.read("kept")))).toBe("from inside");
  });
});
