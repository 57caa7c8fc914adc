interface More {
  readonly headers?: Readonly<Record<string, string>>;
  /** Joins code and message in the body. */
  readonly details?: object;
}

/** A no as an HTTP answer; the code is in the body too, because the SDK decides by it. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;

  constructor(status: number, message: string, { headers = {}, details }: More = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = { ...details, message, code: status };
  }
}

export const sandboxMissing = (id: string): Refusal =>
  new Refusal(404, `Sandbox "${id}" doesn't exist or you don't have access to it`);
