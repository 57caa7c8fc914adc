import { describe, expect, test } from "vitest";
import { jailArguments, type Plan } from "../../../../src/sandbox/local/arguments.ts";
import { codeOf } from "../../../fakes/codeOf.ts";

const plan: Plan = {
  options: new Set(["--disable-userns", "--size", "--bind-fd"]),
  root: {
    system: ["--ro-bind", "/usr", "/usr"],
    proc: ["--ro-bind", "/dev/null", "/proc/kmsg"],
  },
  binds: [],
  hidden: [],
  links: {},
  env: {},
  cwd: "/home/mcp",
  descriptors: { filter: 4, status: 3, files: { "/etc/passwd": 7 } },
};

const listOf = (part: Partial<Plan>): string[] => jailArguments({ ...plan, ...part });

/** Where the words stand next to each other. */
function indexOf(list: readonly string[], ...words: string[]): number {
  return list.findIndex((_, at) => words.every((word, offset) => list[at + offset] === word));
}

describe("the argument list", () => {
  test("unshares everything, whatever is asked for", () => {
    const list = listOf({});
    for (const name of ["user", "pid", "ipc", "uts", "net"])
      expect(list).toContain(`--unshare-${name}`);
    expect(list).not.toContain("--share-net");
    for (const word of ["--die-with-parent", "--new-session", "--disable-userns"])
      expect(list).toContain(word);
    expect(indexOf(list, "--cap-drop", "ALL")).toBeGreaterThan(-1);
    expect(indexOf(list, "--seccomp", "4")).toBeGreaterThan(-1);
  });

  test("makes the root read-only after everything is in place", () => {
    const list = listOf({
      binds: [{ source: "/s", target: "/t", write: true }],
      hidden: ["/t/h"],
      links: { "/l": "/s" },
    });
    const last = indexOf(list, "--remount-ro", "/");
    for (const word of ["--bind", "--tmpfs", "--symlink", "--file", "--ro-bind", "--proc"])
      expect(list.lastIndexOf(word)).toBeLessThan(last);
    expect(list.lastIndexOf("--dev")).toBeLessThan(indexOf(list, "--remount-ro", "/dev"));
  });

  test("covers parts of /proc after it is mounted, and makes all of it read-only", () => {
    const covered = ["--proc", "/proc", "--ro-bind", "/dev/null", "/proc/kmsg"];
    expect(indexOf(listOf({}), ...covered, "--remount-ro", "/proc")).toBeGreaterThan(-1);
  });

  test("binds in the order given, read-only unless told otherwise", () => {
    const list = listOf({
      binds: [
        { source: "/a", target: "/x", write: true },
        { source: "/b", target: "/x/y", write: false },
      ],
    });
    expect(indexOf(list, "--bind", "/a", "/x", "--ro-bind", "/b", "/x/y")).toBeGreaterThan(-1);
  });

  test("binds by descriptor where the source is held in place", () => {
    const list = listOf({
      binds: [
        { source: "/a", target: "/x", write: true, descriptor: 9 },
        { source: "/b", target: "/y", write: false, descriptor: 10 },
      ],
    });
    expect(indexOf(list, "--bind-fd", "9", "/x", "--ro-bind-fd", "10", "/y")).toBeGreaterThan(-1);
    expect(list).not.toContain("/a");
  });

  test("hides after binding", () => {
    const list = listOf({
      binds: [{ source: "/a", target: "/x", write: false }],
      hidden: ["/x/secret"],
    });
    const hidden = indexOf(list, "--tmpfs", "/x/secret");
    expect(hidden).toBeGreaterThan(indexOf(list, "--ro-bind", "/a", "/x"));
  });

  test("bounds every scratch folder", () => {
    const list = listOf({});
    const scratch = list.flatMap((word, at) =>
      word === "--tmpfs" ? [list.slice(at - 2, at)] : [],
    );
    expect(scratch).toHaveLength(4);
    for (const [option, size] of scratch) {
      expect(option).toBe("--size");
      expect(Number(size)).toBeLessThanOrEqual(512 * 1024 * 1024);
    }
  });

  test("leaves out what an older bubblewrap does not know", () => {
    const list = listOf({ options: new Set() });
    expect(list).not.toContain("--disable-userns");
    expect(list).not.toContain("--size");
    expect(indexOf(list, "--perms", "1777", "--tmpfs", "/tmp")).toBeGreaterThan(-1);
  });

  test("hands the environment over word by word, also empty and odd values", () => {
    const list = listOf({ env: { EMPTY: "", ODD: "a\n--bind / /" } });
    expect(indexOf(list, "--setenv", "EMPTY", "")).toBeGreaterThan(-1);
    expect(indexOf(list, "--setenv", "ODD", "a\n--bind / /")).toBeGreaterThan(-1);
  });

  test.for([
    ["a variable", { env: { A: "x\0--bind\0/\0/host" } }],
    ["a variable's name", { env: { "A\0--bind": "x" } }],
    ["a path", { binds: [{ source: "/a\0", target: "/x", write: false }] }],
    ["the working directory", { cwd: "/a\0--bind" }],
  ] as const)("refuses a NUL in %s, which would begin an option", ([, part]) => {
    expect(codeOf(() => listOf(part))).toBe("config");
  });
});
