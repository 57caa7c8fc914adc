import { describe, expect } from "vitest";
import { test } from "./kernelTest.ts";

describe("a cell of bash", () => {
  test("prints, and leaves folder, variables, functions and options to the next", async ({
    start,
  }) => {
    const bash = await start("bash");
    const { out, err, error } = await bash.run("echo a; echo b >&2; x=5; f() { echo $x; }; cd /");
    expect([out, err, error]).toEqual(["a\n", "b\n", undefined]);
    expect((await bash.run("f; pwd; shopt -s nullglob; set -- 1 2")).out).toBe("5\n/\n");
    expect((await bash.run("echo no-such-*; echo $#")).out).toBe("\n2\n");
    expect((await bash.run("cat <<X\nline $x\nX")).out).toBe("line 5\n");
    expect(bash.kernel.version).toMatch(/^Bash \d/);
  });

  test("ends with an error where its last command does", async ({ start }) => {
    const bash = await start("bash");
    expect((await bash.run("(exit 7)")).error).toEqual({
      ...{ name: "ExitStatus", value: "7", traceback: "" },
    });
    const { error, err } = await bash.run("if 1 x (");
    expect([error?.value, err]).toEqual(["2", expect.stringContaining("syntax error")]);
    expect((await bash.run("true")).error).toBeUndefined();
  });

  test("is left by exit and by an error under set -e, and the shell stays", async ({ start }) => {
    const bash = await start("bash");
    const left = async (code: string) => {
      const { error, out } = await bash.run(`kept=1; ${code}; echo not`);
      return `${error?.value} ${out}`;
    };
    expect(await left("exit 3")).toBe("3 ");
    expect(await left("g() { exit 4; echo no; }; g")).toBe("4 ");
    expect(await left("for i in 1 2; do exit 5; echo no; done")).toBe("5 ");
    expect(await left("if exit 6; then echo no; fi")).toBe("6 ");
    expect(await left("set -e; h() { false; echo no; }; h")).toBe("1 ");
    const fine =
      "x=$(exit 3); echo $?; (exit 2); echo $?; echo $kept; seq 1 | while read l; do exit; done";
    expect((await bash.run(fine)).out).toBe("3\n2\n1\n");
  });

  test("may set every option and redefine every command that its driver uses", async ({
    start,
  }) => {
    const bash = await start("bash");
    const redefined = "printf() { :; }; trap() { :; }; eval() { :; }; shopt() { :; }; set() { :; }";
    await bash.run(`${redefined}; local() { :; }; declare() { :; }; export() { :; }`);
    expect((await bash.run("echo $A; false", { env: { A: "a" } })).error?.value).toBe("1");
    await bash.run("unset -f printf trap eval shopt set local declare export");
    await bash.run("set -euo pipefail; IFS=x");
    expect((await bash.run("read a; echo $a", { onInput: async () => "b" })).out).toBe("b\n");
    expect((await bash.run("echo $A", { env: { A: "a" } })).out).toBe("a\n");
    await bash.run("set -x");
    expect((await bash.run("echo a")).err).toMatch(/^\++ echo a\n$/);
    await expect(bash.run("set +x; echo $none")).rejects.toMatchObject({
      message: "bash ended itself with exit code 1.",
      log: expect.stringContaining("none: unbound variable"),
    });
  });

  test("asks the user where it reads, and nowhere else", async ({ start }) => {
    const bash = await start("bash");
    const asked: unknown[] = [];
    const onInput = async (question: unknown): Promise<string> => `${asked.push(question)} x\\ y`;
    const code = 'read -r -p "a \\"b\\" " one two; read -s three; echo "$one|$two|$three"';
    expect((await bash.run(code, { onInput })).out).toBe("1|x\\ y|2 x y\n");
    expect(asked).toEqual([
      { prompt: 'a "b" ', isPassword: false },
      { prompt: "", isPassword: true },
    ]);
    expect((await bash.run("read a || echo end; cat")).out).toBe("end\n");
    const own = 'while read -r l; do echo "[$l]"; done < <(seq 2); read a <<<b; echo $a';
    expect((await bash.run(own)).out).toBe("[1]\n[2]\nb\n");
  });

  test("has variables of its own for one run", async ({ start }) => {
    const bash = await start("bash");
    await bash.run("KEPT='o l d'");
    const env = { MINE: "it's\n$HOME", KEPT: "new", "no name": "" };
    expect((await bash.run('echo "$MINE|$KEPT"; env | grep ^KEPT', { env })).out).toBe(
      "it's\n$HOME|new\nKEPT=new\n",
    );
    expect((await bash.run('echo "${MINE-none}|$KEPT"; env | grep ^KEPT')).out).toBe(
      "none|o l d\n",
    );
  });

  test("is interrupted in loops, functions, pipes and programs, and what it held stays", async ({
    start,
  }) => {
    const bash = await start("bash");
    const codes = [
      "while :; do :; done",
      "f() { while :; do :; done; }; g() { f; echo no; }; while :; do g; echo no; done",
      "sleep 100; echo no",
      "seq 1 100000000 | while read -r l; do :; done; echo no",
    ];
    for (const code of codes) {
      const run = bash.stopped(`kept=1; echo ready; ${code}; echo no`);
      await expect(run).rejects.toMatchObject({ code: "cancelled", message: "Cancelled." });
    }
    expect((await bash.run("echo $kept; trap -p DEBUG")).out).toBe("1\n");
  });
});
