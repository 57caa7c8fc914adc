import { describe, expect, it } from "vitest";
import { metaOf } from "../../../src/mcp/meta.ts";

describe("what is said along with a request", () => {
  it("is what its sender said, but nothing of their own connection", () => {
    const sent = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "other" },
      "io.modelcontextprotocol/clientCapabilities": { sampling: {} },
      progressToken: 7,
      traceparent: "00-1-2-01",
      "example.com/own": { deep: [null] },
    };
    const kept = { traceparent: "00-1-2-01", "example.com/own": { deep: [null] } };
    expect(metaOf(sent, {})).toEqual(kept);
    expect(metaOf(sent, { logLevel: "info" })).toEqual({
      ...kept,
      "io.modelcontextprotocol/logLevel": "info",
    });
  });

  it("has the sender's own level of log messages where there is one", () => {
    const sent = { "io.modelcontextprotocol/logLevel": "debug" };
    expect(metaOf(sent, { logLevel: "info" })).toEqual(sent);
  });

  it("says of abilities what we say, whatever the sender said", () => {
    const name = "io.modelcontextprotocol/clientCapabilities";
    const sent = { [name]: { sampling: {} } };
    expect(metaOf(sent, { clientCapabilities: { roots: {} } })).toEqual({ [name]: { roots: {} } });
  });

  it.each([undefined, null, 1])("is nothing where nothing was said: %s", (sent) => {
    expect(metaOf(sent, {})).toEqual({});
  });
});
