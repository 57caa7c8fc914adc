import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Failure, type FailureCode } from "../base/failure.ts";
import { type KeeperPlan, ready } from "./keepContext.ts";
import type { World } from "./world.ts";

/** Starts a keeper that outlives us. Settles when it can be reached; rejects with why it cannot. */
export async function startKeeper(plan: KeeperPlan, world: World): Promise<void> {
  const { program, cwd, env, signal } = world;
  const words = [program.script, "contexts", "keep", JSON.stringify(plan), "--json"];
  const child = spawn(program.node, words, {
    ...{ cwd, env: { ...env, ...program.env }, detached: true },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const kill = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", kill, { once: true });
  const failed = new Promise<never>((_, reject) => {
    child.once("error", (cause) =>
      reject(new Failure("internal", `No keeper could be started: ${cause.message}`, { cause })),
    );
  });
  try {
    await Promise.race([failed, greeting(child.stdout, signal)]);
  } finally {
    signal.removeEventListener("abort", kill);
    child.stdout.destroy();
    child.unref();
  }
}

/** What it says first: that it is there, or all of why it is not. */
async function greeting(stdout: NodeJS.ReadableStream, signal: AbortSignal): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout, crlfDelay: Infinity })) {
    if (line === ready) return;
    lines.push(line);
  }
  if (signal.aborted) throw new Failure("cancelled", "Cancelled.");
  throw failureIn(lines.join("\n"));
}

function failureIn(text: string): Failure {
  try {
    const { error } = JSON.parse(text) as {
      readonly error: {
        readonly code: FailureCode;
        readonly message: string;
        readonly remedy?: string;
        readonly log?: string;
      };
    };
    const { code, message, ...details } = error;
    return new Failure(code, message, details);
  } catch {
    return new Failure("internal", "The keeper ended before it could be reached.", { log: text });
  }
}
