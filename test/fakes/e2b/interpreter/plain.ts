/** A no as plain text, as the code interpreter says it. */
export class Plain extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}
