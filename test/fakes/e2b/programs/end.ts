/** How a program ended, in the words of the wire: what is zero or false is left out. */
export interface End {
  readonly exited?: true;
  readonly exitCode?: number;
  readonly status: string;
  readonly error?: string;
}

const words: Readonly<Record<string, string>> = { SIGKILL: "killed", SIGTERM: "terminated" };

export function endOf(code: number | null, signal: NodeJS.Signals | null): End {
  if (signal !== null) {
    const status = `signal: ${words[signal] ?? signal.slice(3).toLowerCase()}`;
    return { exitCode: -1, status, error: status };
  }
  const status = `exit status ${code ?? 0}`;
  return code ? { exited: true, exitCode: code, status, error: status } : { exited: true, status };
}
