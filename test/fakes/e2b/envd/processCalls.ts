import type { Faults } from "../faults.ts";
import type { Program } from "../programs/program.ts";
import type { Programs, Selector, Start } from "../programs/programs.ts";
import type { Calls, Caller, Streaming, Unary } from "./calls.ts";
import { ConnectError } from "./connectError.ts";
import type { EventStream } from "./eventStream.ts";

interface Selected {
  readonly process?: Selector;
}

interface Input extends Selected {
  readonly input?: { readonly stdin?: string; readonly pty?: string };
}

const signals = {
  SIGNAL_SIGTERM: "SIGTERM",
  SIGNAL_SIGKILL: "SIGKILL",
  15: "SIGTERM",
  9: "SIGKILL",
} as const;

/** `process.Process`. */
export function processCalls(programs: Programs, faults: Faults): Calls {
  const start: Streaming = async (input, stream, caller) => {
    const program = await programs.start(input as Start, caller);
    await follow(program, stream, beats(caller, faults));
  };
  const connect: Streaming = async (input, stream, caller) => {
    const program = programs.find((input as Selected).process, { ended: true });
    await follow(program, stream, beats(caller, faults));
  };
  const sendInput: Unary = async (input) => {
    const { process, input: { stdin } = {} } = input as Input;
    const program = programs.find(process);
    if (stdin === undefined) throw new ConnectError("internal", "tty not assigned to process");
    await faults.passInput();
    await program.write(Buffer.from(stdin, "base64"));
    return {};
  };
  const closeStdin: Unary = (input) => {
    programs.find((input as Selected).process).closeStdin();
    return {};
  };
  const sendSignal: Unary = (input) => {
    const { process, signal = 0 } = input as Selected & { readonly signal?: string | number };
    const program = programs.find(process);
    const name = Object.entries(signals).find(([key]) => key === String(signal))?.[1];
    if (!name) throw new ConnectError("unimplemented", `invalid signal: ${signal}`);
    program.signal(name);
    return {};
  };
  const list: Unary = () => ({
    processes: programs.all.map(({ pid, tag, config }) => ({
      pid,
      config,
      ...(tag === undefined ? {} : { tag }),
    })),
  });
  return {
    unary: { SendInput: sendInput, CloseStdin: closeStdin, SendSignal: sendSignal, List: list },
    streaming: { Start: start, Connect: connect },
  };
}

const beats = (caller: Caller, { knobs }: Faults): Caller => ({
  ...caller,
  keepaliveMs: knobs.keepaliveMs ?? caller.keepaliveMs,
});

/** Sends what a program does from now on, until it ends, the client goes away, or time is up. */
async function follow(
  program: Program,
  stream: EventStream,
  { timeoutMs, keepaliveMs }: Caller,
): Promise<void> {
  void stream.send({ event: { start: { pid: program.pid } } });
  const leave = program.subscribe((data) => stream.send({ event: { data } }));
  const beat = setInterval(() => void stream.send({ event: { keepalive: {} } }), keepaliveMs);
  const late = deadline(timeoutMs);
  try {
    const outcome = await Promise.race([program.ended, stream.closed, late.passed]);
    if (outcome === "late")
      throw new ConnectError("deadline_exceeded", "context deadline exceeded");
    if (outcome) await stream.send({ event: { end: outcome } });
  } finally {
    late.clear();
    clearInterval(beat);
    if (!stream.dead) leave();
  }
}

function deadline(ms: number | undefined): {
  readonly passed: Promise<"late">;
  readonly clear: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<"late">((resolve) => {
    if (ms !== undefined) timer = setTimeout(() => resolve("late"), ms);
  });
  return { passed, clear: () => clearTimeout(timer) };
}
