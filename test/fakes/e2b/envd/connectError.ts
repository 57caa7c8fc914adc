/** The codes of the Connect protocol that the daemon uses, with their HTTP status. */
const statuses = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
  resource_exhausted: 429,
  internal: 500,
  unimplemented: 501,
  unavailable: 503,
  deadline_exceeded: 504,
} as const;

type ConnectCode = keyof typeof statuses;

/** A call's failure in the words of the Connect protocol. */
export class ConnectError extends Error {
  readonly code: ConnectCode;

  constructor(code: ConnectCode, message: string) {
    super(message);
    this.code = code;
  }

  get status(): number {
    return statuses[this.code];
  }

  get body(): object {
    return { code: this.code, message: this.message };
  }

  static from(error: unknown): ConnectError {
    if (error instanceof ConnectError) return error;
    return new ConnectError("internal", error instanceof Error ? error.message : String(error));
  }
}
