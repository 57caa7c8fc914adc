import { Failure, type FailureCode } from "../../src/base/failure.ts";

/** The code of the failure that a call throws; undefined when it throws none. */
export function codeOf(call: () => unknown): FailureCode | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
  return undefined;
}
