import assert from "node:assert/strict";
import { Uri } from "vscode";
import { Emitter } from "../../src/base/event.ts";
import { ToolSchemas } from "../../src/editor/arguments/toolSchemas.ts";
import type { ServerState, Tool } from "../../src/mcp/server.ts";
import { row, running } from "../unit/editor/tree/rows.ts";

const uri = Uri.parse("mcp-sandbox-schema:/files/read%20all.json");

/** A host with one server of which the tool's schema can change. */
function setUp() {
  const changed = new Emitter<string>();
  let state: ServerState = { kind: "stopped" };
  const host = { server: () => row(state), onDidChange: changed.event };
  const schemas = new ToolSchemas(host);
  const told: string[] = [];
  schemas.onDidChange((each) => told.push(each.toString()));
  const become = (next: ServerState): void => {
    state = next;
    changed.fire("files");
  };
  const offer = (description: string): void => {
    const inputSchema = { type: "object", description, properties: { path: { type: "string" } } };
    const tool: Tool = { name: "read all", inputSchema };
    become(running({ tools: [tool] }));
  };
  const served = () =>
    JSON.parse(schemas.provideTextDocumentContent(uri)) as {
      description: string;
      properties?: Record<string, unknown>;
    };
  return { schemas, told, become, offer, served };
}

describe("a tool's schema", () => {
  let open: ReturnType<typeof setUp>;
  beforeEach(() => void (open = setUp()));
  afterEach(() => open.schemas.dispose());

  it("asks for nothing while the server has not been started", () => {
    assert.match(open.served().description, /once its server has been started/);
    assert.equal(open.served().properties, undefined);
  });

  it("comes when the server runs, and the editor is told", () => {
    open.served();
    open.offer("one");
    assert.deepEqual(open.told, [uri.toString()]);
    assert.deepEqual(Object.keys(open.served().properties ?? {}), ["path", "$schema"]);
  });

  it("is told of again only when it changed", () => {
    open.offer("one");
    open.served();
    open.offer("one");
    assert.deepEqual(open.told, []);
    open.offer("two");
    assert.deepEqual(open.told, [uri.toString()]);
    assert.equal(open.served().description, "two");
  });

  it("stays known when the server stops", () => {
    open.offer("one");
    open.served();
    open.become({ kind: "stopped" });
    assert.equal(open.served().description, "one");
  });
});
