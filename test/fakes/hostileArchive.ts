import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { type Io, MemorySandboxes } from "./memorySandboxes.ts";
import { defaultLimits } from "../../src/sandbox/sandbox.ts";

/** An entry of an archive, of any kind and with any name; a file when only its name is given. */
export type Part = Partial<Header> & { readonly name: string; readonly data?: string };

/** The bytes of an archive that holds whatever it is told to. */
export async function archive(parts: readonly Part[]): Promise<Buffer> {
  const packing = pack();
  for (const { data = "", ...header } of parts) {
    const isFile = ["file", "contiguous-file", undefined].includes(header.type);
    if (isFile) packing.entry(header, data);
    else packing.entry(header);
  }
  packing.finalize();
  return buffer(packing as AsyncIterable<Uint8Array> & typeof packing);
}

/** Changes bytes of a header, and makes its checksum right again. */
export function patched(tar: Buffer, at: number, bytes: string | Buffer): Buffer {
  const copy = Buffer.from(tar);
  copy.set(Buffer.from(bytes), at);
  copy.fill(" ", 148, 156);
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return copy;
}

/** A sandbox in which every program sends these bytes, zipped, and ends with the code. */
export const sending = (tar: Buffer, code = 0): Promise<Sandbox> =>
  sandboxWith(async ({ stdout }) => {
    stdout(gzipSync(tar));
    return code;
  });

/** A sandbox in which every program is this one. */
export function sandboxWith(program: (io: Io) => Promise<number>): Promise<Sandbox> {
  return new MemorySandboxes({ "/bin/sh": program }).open({
    ...{ id: "hostile", mounts: [], network: "none", limits: defaultLimits },
    install: { commands: [], network: "none" },
  });
}
