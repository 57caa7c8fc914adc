/** One system call as the kernel shows it to a filter. */
export interface Call {
  readonly arch: number;
  readonly number: number;
  /** As 64-bit values: the upper halves are part of what a caller can set. */
  readonly args?: readonly bigint[];
}

/** Runs a filter as the kernel does, and gives the value that it answers with. */
export function judge(filter: Uint8Array, call: Call): number {
  const data = seccompData(call);
  const code = new DataView(filter.buffer, filter.byteOffset, filter.byteLength);
  let accumulator = 0;
  for (let at = 0; ; at++) {
    if (at * 8 >= filter.byteLength) throw new RangeError("The filter ran past its end.");
    const operation = code.getUint16(at * 8, true);
    const [jt, jf] = [code.getUint8(at * 8 + 2), code.getUint8(at * 8 + 3)];
    const k = code.getUint32(at * 8 + 4, true);
    const jump = (taken: boolean): void => void (at += taken ? jt : jf);
    if (operation === 0x20) accumulator = data.getUint32(k, true);
    else if (operation === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (operation === 0x15) jump(accumulator === k);
    else if (operation === 0x35) jump(accumulator >= k);
    else if (operation === 0x45) jump((accumulator & k) !== 0);
    else if (operation === 0x06) return k;
    else throw new RangeError(`Operation ${operation} is unknown.`);
  }
}

function seccompData({ arch, number, args = [] }: Call): DataView {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, arch, true);
  args.forEach((value, index) => data.setBigUint64(16 + 8 * index, value, true));
  return data;
}
