import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { Duplex, type Writable } from "node:stream";
import { Failure } from "../../base/failure.ts";
import { inheritedDescriptors } from "./inherited.ts";

/** What to put at each descriptor of a child, by its number; the shape of `spawn`'s `stdio`. */
export type Stdio = ("pipe" | "ignore" | number)[];

/**
 * Hands descriptors to a child under numbers that are known before it exists, because its
 * arguments name them.
 */
export class Descriptors {
  readonly #stdio: Stdio = ["pipe", "pipe", "pipe"];
  readonly #feeds = new Map<number, string | Uint8Array>();

  /** A pipe that the child reads `content` from. */
  feed(content: string | Uint8Array): number {
    const number = this.channel();
    this.#feeds.set(number, content);
    return number;
  }

  /** A pipe in both directions. */
  channel(): number {
    return this.#stdio.push("pipe") - 1;
  }

  /** A copy of a descriptor of ours, which stays ours to close. */
  pass(descriptor: number): number {
    return this.#stdio.push(descriptor) - 1;
  }

  /**
   * Calls `spawn` with these descriptors and with nothing else: whatever the child would inherit
   * beyond them is replaced by an empty file.
   */
  spawn(spawn: (stdio: Stdio) => ChildProcess): ChildProcess {
    const nothing = openSync("/dev/null", "r");
    try {
      const stdio = [...this.#stdio];
      for (const stray of inheritedDescriptors()) {
        if (stray < this.#stdio.length) continue;
        while (stdio.length < stray) stdio.push("ignore");
        stdio[stray] = nothing;
      }
      const child = spawn(stdio);
      this.#write(child);
      return child;
    } finally {
      closeSync(nothing);
    }
  }

  #write(child: ChildProcess): void {
    for (const [number, content] of this.#feeds) {
      const pipe: Writable = pipeOf(child, number);
      pipe.end(content);
    }
  }
}

/** The host's end of a channel. */
export function pipeOf(child: ChildProcess, number: number): Duplex {
  const pipe: unknown = child.stdio[number];
  if (!(pipe instanceof Duplex))
    throw new Failure("internal", `Descriptor ${number} of the jail is not a pipe.`);
  // A child that ends early breaks its pipes; what that means is told by its exit.
  pipe.on("error", () => {});
  return pipe;
}
