import { chmod, link, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Evidence } from "../../../../../src/sandbox/local/verify/attack.ts";
import { catalogue } from "../../../../../src/sandbox/local/verify/catalogue.ts";
import { judge, plain, traceOf } from "../../../../../src/sandbox/local/verify/judge.ts";
import type { Said } from "../../../../../src/sandbox/local/verify/probeRun.ts";
import { Stage } from "../../../../../src/sandbox/local/verify/stage.ts";
import { test as base } from "../../../../fakes/folder.ts";

const test = base.extend<{ stage: Stage }>({
  stage: async ({ folder }, use) => {
    const { signal } = new AbortController();
    await using stage = await Stage.open(folder.at("data"), { signal });
    await use(stage);
  },
});

const attack = (id: string, evidence: Evidence) =>
  ({ id, group: "reads", title: "an attack", evidence }) as const;

describe("a secret", () => {
  test("got through when its own bytes came out", async ({ stage }) => {
    const said = { id: "R1", data: `key ${stage.secret("R1")}\n` };
    expect((await judge(attack("R1", "secret"), stage, said)).outcome).toBe("through");
  });

  test("was held when other bytes came out, whatever the probe thinks of them", async ({
    stage,
  }) => {
    const said = { id: "R1", through: true, data: stage.secret("R2") };
    const verdict = await judge(attack("R1", "secret"), stage, said);
    expect(verdict).toEqual({ outcome: "held", note: "its secret did not come out" });
  });
});

describe("a contact", () => {
  test("was made when a victim says so and not when the probe says so", async ({ stage }) => {
    const said: Said = { id: "N1", through: true };
    expect((await judge(attack("N1", "contact"), stage, said)).outcome).toBe("held");
    stage.contacts.add("N1");
    expect((await judge(attack("N1", "contact"), stage, said)).outcome).toBe("through");
  });
});

describe("the probe's word", () => {
  test("counts where there is no other evidence", async ({ stage }) => {
    const word = attack("K1", "word");
    expect(await judge(word, stage, { id: "K1", through: true, note: "a map" })).toEqual({
      outcome: "through",
      note: "a map",
    });
    expect(await judge(word, stage, { id: "K1", through: false, note: "EPERM" })).toEqual({
      outcome: "held",
      note: "not permitted",
    });
  });

  test("that it could not try leaves the attack untried", async ({ stage }) => {
    const skipped = await judge(attack("K1", "word"), stage, {
      id: "K1",
      skipped: "no such thing",
    });
    expect(skipped).toEqual({ outcome: "notRun", note: "no such thing" });
  });

  test("that it failed itself never counts as held", async ({ stage }) => {
    const broken = await judge(attack("K1", "word"), stage, { id: "K1", broken: "NameError" });
    expect(broken).toEqual({ outcome: "notRun", note: "the probe failed: NameError" });
  });
});

describe("a trace", () => {
  const find = (id: string, stage: Stage) => {
    const found = catalogue.find((each) => each.id === id);
    return found === undefined ? undefined : traceOf(found, stage);
  };

  test("is not there before anything was tried", async ({ stage }) => {
    for (const each of catalogue.filter(({ evidence }) => evidence === "host"))
      expect([each.id, await traceOf(each, stage)]).toEqual([each.id, undefined]);
  });

  test("is a file that was written", async ({ stage }) => {
    await writeFile(join(stage.folders.home, "W1.txt"), stage.mark);
    expect(await find("W1", stage)).toBe("home/W1.txt");
  });

  test("is a hook, also in a repository that was moved away meanwhile", async ({ stage }) => {
    const { workspace } = stage.folders;
    await writeFile(join(workspace, ".git/hooks/post-checkout"), stage.mark);
    await rename(join(workspace, ".git"), join(workspace, ".git-moved"));
    expect(await find("W5", stage)).toBe("workspace/.git-moved/hooks/post-checkout");
    expect(await find("W7", stage)).toBe("the repository was moved away");
  });

  test("is a file that was swapped for a link", async ({ stage }) => {
    const pointer = join(stage.folders.workspace, "worktree/.git");
    await rm(pointer);
    await symlink("/workspace/elsewhere", pointer);
    expect(await find("W26", stage)).toBe("workspace/worktree/.git");
  });

  test("is a mode bit", async ({ stage }) => {
    const path = join(stage.folders.workspace, "setuid-chmod");
    await writeFile(path, "");
    expect(await find("W12", stage)).toBeUndefined();
    await chmod(path, 0o4755);
    expect(await find("W12", stage)).toBe("setuid-chmod");
  });

  test("is a hard link", async ({ stage }) => {
    await link(join(stage.folders.home, "W11.txt"), join(stage.folders.workspace, "linked"));
    expect(await find("W11", stage)).toContain("W11.txt");
  });

  test("is on one line, whatever its name is", async ({ stage }) => {
    const odd = join(stage.folders.workspace, "odd\n--bind '\"$(name)\\");
    await mkdir(`${odd}-moved/.git`, { recursive: true });
    await writeFile(`${odd}-moved/.git/config`, stage.mark);
    const trace = await find("W24", stage);
    expect(trace).toContain(String.raw`odd\n--bind`);
    expect(trace).not.toContain("\n");
  });
});

describe("a note", () => {
  test("says errors in words", () => {
    expect(plain("EROFS")).toBe("read-only");
    expect(plain("EWHATEVER")).toBe("EWHATEVER");
  });

  test("shows terminal control as text", () => {
    expect(plain("\u001B]0;owned\u0007\u009B31m\u202E")).toBe(
      String.raw`\u001b]0;owned\u0007` + "\\u009b31m\\u202e",
    );
  });
});
