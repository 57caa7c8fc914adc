/**
 * Classic BPF as seccomp runs it, in the few forms that our filter needs. An instruction is eight
 * bytes: operation, two jump distances, a constant. Source: linux/filter.h, linux/seccomp.h.
 */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

const operation = {
  load: 0x20, // BPF_LD | BPF_W | BPF_ABS
  and: 0x54, // BPF_ALU | BPF_AND | BPF_K
  jumpEqual: 0x15, // BPF_JMP | BPF_JEQ | BPF_K
  jumpAtLeast: 0x35, // BPF_JMP | BPF_JGE | BPF_K
  jumpAnyBit: 0x45, // BPF_JMP | BPF_JSET | BPF_K
  answer: 0x06, // BPF_RET | BPF_K
} as const;

/** Offsets in `struct seccomp_data`. */
export const callNumber = 0;
export const callArch = 4;
/** The lower half of an argument: flags, modes and socket families are 32-bit to the kernel. */
export const argument = (index: number): number => 16 + 8 * index;

export const load = (offset: number): Instruction => plain(operation.load, offset);
export const and = (mask: number): Instruction => plain(operation.and, mask);
export const answer = (value: number): Instruction => plain(operation.answer, value);

/** Leaves out the next `count` instructions when the value is equal. */
export const skipIfEqual = (value: number, count: number): Instruction =>
  jump(operation.jumpEqual, value, count, 0);
export const skipUnlessEqual = (value: number, count: number): Instruction =>
  jump(operation.jumpEqual, value, 0, count);
export const skipUnlessAtLeast = (value: number, count: number): Instruction =>
  jump(operation.jumpAtLeast, value, 0, count);
export const skipUnlessAnyBit = (bits: number, count: number): Instruction =>
  jump(operation.jumpAnyBit, bits, 0, count);

function plain(code: number, k: number): Instruction {
  return { code, jt: 0, jf: 0, k };
}

function jump(code: number, k: number, jt: number, jf: number): Instruction {
  if (jt > 255 || jf > 255) throw new RangeError("A jump of a filter is too long.");
  return { code, jt, jf, k };
}

/** The program as `struct sock_filter[]`; both processors that we know are little-endian. */
export function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(({ code, jt, jf, k }, index) => {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, jt);
    bytes.setUint8(index * 8 + 3, jf);
    bytes.setUint32(index * 8 + 4, k, true);
  });
  return new Uint8Array(bytes.buffer);
}
