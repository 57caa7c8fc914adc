import { expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { requestFailure } from "../../../src/mcp/requestFailure.ts";
import { loadSdk } from "../../../src/mcp/sdk.ts";

const sdk = await loadSdk();
const late = new sdk.SdkError(sdk.SdkErrorCode.RequestTimeout, "Request timed out");
const request = { what: "the call of nap", timeoutMs: 60_000, ended: undefined };

it.each([
  [59_909, "60 s"],
  [4981, "5 s"],
  [1500, "1.5 s"],
  [100, "0.1 s"],
])("a deadline of which %i ms were left was one of %s", (timeoutMs, said) => {
  const failure = requestFailure(late, { ...request, timeoutMs }, sdk);
  expect(failure).toMatchObject({
    code: "timeout",
    message: `No answer to the call of nap within ${said}.`,
  });
});

it("a connection that is over is the reason, whatever the request saw", () => {
  const ended = new Failure("serverExited", "The server ended with exit code 3.");
  expect(requestFailure(late, { ...request, ended }, sdk)).toBe(ended);
});

it("an error of the server keeps its code and data", () => {
  const error = new sdk.ProtocolError(-32001, "no such row", { row: 7 });
  expect(requestFailure(error, request, sdk)).toMatchObject({
    code: "serverError",
    message: "The server answered the call of nap with an error: no such row",
    rpc: { code: -32001, data: { row: 7 } },
  });
});

it("a caller who gave up hears that, not what the server said", () => {
  const signal = AbortSignal.abort();
  expect(requestFailure(late, { ...request, signal }, sdk).code).toBe("cancelled");
});
