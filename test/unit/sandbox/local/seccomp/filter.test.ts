import { describe, expect, test } from "vitest";
import { isProcessor, seccompFilter } from "../../../../../src/sandbox/local/seccomp/filter.ts";
import {
  auditArch,
  inspected,
  type Processor,
  refused,
  unknown,
} from "../../../../../src/sandbox/local/seccomp/systemCalls.ts";
import { judge } from "./interpreter.ts";

const allowed = 0x7fff_0000;
const errno = (number: number): number => 0x0005_0000 + number;
const [EPERM, ENOSYS, EAFNOSUPPORT] = [errno(1), errno(38), errno(97)];

const closed = { unixSockets: false };

function judgeOn(processor: Processor, number: number, ...args: number[]): number {
  return judge(seccompFilter(processor, closed), {
    arch: auditArch[processor],
    number,
    args: args.map(BigInt),
  });
}

describe.each(["x64", "arm64"] as const)("the filter for %s", (processor) => {
  const call = (name: keyof typeof inspected, ...args: number[]): number | undefined => {
    const numbers: Partial<Record<Processor, number>> = inspected[name];
    const number = numbers[processor];
    return number === undefined ? undefined : judgeOn(processor, number, ...args);
  };
  /** Calls that only older processors have count as held on the others. */
  const expectCall = (name: keyof typeof inspected, args: number[], verdict: number): void => {
    const found = call(name, ...args);
    if (found !== undefined) expect([name, args, found]).toEqual([name, args, verdict]);
  };

  test("refuses each forbidden call, whatever its arguments", () => {
    for (const [name, numbers] of Object.entries(refused)) {
      const number = numbers[processor];
      if (number === undefined) continue;
      for (const args of [[], [0xffff_ffff, 0xffff_ffff]])
        expect([name, judgeOn(processor, number, ...args)]).toEqual([name, EPERM]);
    }
  });

  test("says that calls do not exist whose arguments it cannot see", () => {
    for (const numbers of Object.values(unknown))
      expect(judgeOn(processor, numbers[processor] ?? -1)).toBe(ENOSYS);
  });

  test("lets everyday calls through", () => {
    const everyday = {
      x64: { read: 0, write: 1, mmap: 9, execve: 59, futex: 202, getrandom: 318, kill: 62 },
      arm64: { read: 63, write: 64, mmap: 222, execve: 221, futex: 98, getrandom: 278, kill: 129 },
    };
    for (const [name, number] of Object.entries(everyday[processor]))
      expect([name, judgeOn(processor, number, 0xffff, 0xffff)]).toEqual([name, allowed]);
  });

  test("takes a call of another processor's kind for unknown", () => {
    const i386 = 0x4000_0003;
    for (const number of [0, 4, 21, 102, 165, 272])
      expect(judge(seccompFilter(processor, closed), { arch: i386, number })).toBe(ENOSYS);
  });

  test("lets threads and processes be made, but no namespace", () => {
    const thread = 0x003d_0f00;
    const fork = 0x0120_0011;
    for (const flags of [thread, fork, 0]) expectCall("clone", [flags], allowed);
    for (const bit of [17, 25, 26, 27, 28, 29, 30]) {
      expectCall("clone", [2 ** bit], EPERM);
      expectCall("clone", [thread + 2 ** bit], EPERM);
      expectCall("unshare", [2 ** bit], EPERM);
    }
    // The time namespace's bit is part of the signal number to clone.
    expectCall("unshare", [0x80], EPERM);
    expectCall("unshare", [0x400], allowed);
  });

  test("does not look at the upper half of flags, which the kernel does not either", () => {
    const filter = seccompFilter(processor, closed);
    const number = inspected.ioctl[processor] ?? -1;
    const upper = 0xdead_beef_0000_0000n;
    const verdict = judge(filter, {
      arch: auditArch[processor],
      number,
      args: [0n, upper + 0x5412n],
    });
    expect(verdict).toBe(EPERM);
  });

  test("lets nobody type into a terminal", () => {
    expectCall("ioctl", [0, 0x5412], EPERM);
    expectCall("ioctl", [0, 0x541c], EPERM);
    expectCall("ioctl", [0, 0x5413], allowed);
    expectCall("ioctl", [0x5412, 0x5401], allowed);
  });

  test("allows the internet's sockets and one kind of netlink", () => {
    for (const family of [2, 10]) expectCall("socket", [family, 1, 0], allowed);
    expectCall("socket", [16, 3, 0], allowed);
    for (const protocol of [1, 4, 9, 15, 16, 0xffff_ffff])
      expectCall("socket", [16, 3, protocol], EAFNOSUPPORT);
    for (const family of [0, 1, 3, 4, 9, 17, 29, 31, 38, 40, 44, 0xffff_ffff])
      expectCall("socket", [family, 1, 0], EAFNOSUPPORT);
  });

  test("allows socket pairs of the unix kind only", () => {
    expectCall("socketpair", [1, 1, 0], allowed);
    for (const family of [2, 16, 30, 43]) expectCall("socketpair", [family, 1, 0], EAFNOSUPPORT);
  });

  test("allows unix sockets where it is told to", () => {
    const verdict = (family: bigint): number =>
      judge(seccompFilter(processor, { unixSockets: true }), {
        arch: auditArch[processor],
        number: inspected.socket[processor] ?? -1,
        args: [family, 1n, 0n],
      });
    expect(verdict(1n)).toBe(allowed);
    expect(verdict(17n)).toBe(EAFNOSUPPORT);
  });

  test("refuses set-id bits wherever a mode is given", () => {
    for (const bits of [0o4755, 0o2755, 0o6777]) {
      expectCall("chmod", [0, bits], EPERM);
      expectCall("fchmod", [0, bits], EPERM);
      expectCall("fchmodat", [0, 0, bits], EPERM);
      expectCall("fchmodat2", [0, 0, bits], EPERM);
      expectCall("creat", [0, bits], EPERM);
      expectCall("open", [0, 0x41, bits], EPERM);
      expectCall("openat", [0, 0, 0x41, bits], EPERM);
      expectCall("openat", [0, 0, 0x40_0002, bits], EPERM);
      expectCall("mknod", [0, 0o100000 + bits], EPERM);
      expectCall("mknodat", [0, 0, 0o100000 + bits], EPERM);
    }
  });

  test("allows ordinary modes, and ignores a mode that means nothing", () => {
    for (const mode of [0o644, 0o1777, 0]) {
      expectCall("chmod", [0, mode], allowed);
      expectCall("fchmod", [0, mode], allowed);
      expectCall("fchmodat", [0, 0, mode], allowed);
      expectCall("creat", [0, mode], allowed);
      expectCall("open", [0, 0x41, mode], allowed);
      expectCall("openat", [0, 0, 0x41, mode], allowed);
    }
    expectCall("open", [0, 0, 0o6777], allowed);
    expectCall("openat", [0, 0, 0x80000, 0o6777], allowed);
  });

  test("allows named pipes but no devices", () => {
    expectCall("mknodat", [0, 0, 0o010644], allowed);
    expectCall("mknod", [0, 0o010644], allowed);
    for (const device of [0o020644, 0o060644]) {
      expectCall("mknod", [0, device], EPERM);
      expectCall("mknodat", [0, 0, device], EPERM);
    }
  });

  test("has as many instructions as the kernel takes, and each a valid end", () => {
    const filter = seccompFilter(processor, { unixSockets: true });
    expect(filter.byteLength / 8).toBeLessThan(4096);
    for (let number = 0; number < 600; number++)
      expect([allowed, EPERM, ENOSYS, EAFNOSUPPORT]).toContain(judgeOn(processor, number));
  });
});

test("x64 calls of the x32 kind do not exist", () => {
  for (const number of [0, 101, 165, 272, 520])
    expect(judgeOn("x64", 0x4000_0000 + number)).toBe(ENOSYS);
});

test("other processors are known to be unknown", () => {
  expect(isProcessor("x64")).toBe(true);
  expect(isProcessor("arm64")).toBe(true);
  expect(isProcessor("riscv64")).toBe(false);
});
