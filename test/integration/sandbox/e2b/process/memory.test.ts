import { existsSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "vitest";
import { sh, test } from "./machine.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const mega = 1 << 20;
const amount = 50 * mega;

/** What this process holds, in MB. Buffers of the connection come and go, so they are not counted. */
function held(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / mega;
}

/** What another process has in memory, in MB; nothing when it is gone. */
function resident(pid: number): number {
  const status = existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "";
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

for (const plain of [false, true])
  test(
    `50 MB of output leave nothing in memory ${plain ? "without" : "with"} the relay`,
    {
      timeout: 180_000,
    },
    async ({ start, box }) => {
      const program = await start(sh(`yes 'a line of output é' | head -c ${amount}`), { plain });
      const [running] = await box.commands.list();
      const samples: { readonly own: number; readonly inside: number }[] = [];
      let read = 0;
      for await (const piece of program.stdout) {
        read += piece.length;
        if (read > samples.length * 5 * mega)
          samples.push({ own: held(), inside: resident(running?.pid ?? 0) });
      }
      expect(read).toBe(amount);
      const [first, ...later] = samples;
      expect(later.length).toBeGreaterThan(7);
      expect(Math.max(...later.map(({ own }) => own)) - (first?.own ?? 0)).toBeLessThan(20);
      expect(Math.max(...samples.map(({ inside }) => inside))).toBeLessThan(40);
    },
  );
