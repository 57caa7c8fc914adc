import assert from "node:assert/strict";
import { commands, workspace } from "vscode";
import { askField } from "../../src/editor/chat/elicitation/askField.ts";
import { askFirst } from "../../src/editor/chat/elicitation/askFirst.ts";
import { askForm } from "../../src/editor/chat/elicitation/askForm.ts";
import { type Field, fieldsOf } from "../../src/editor/chat/elicitation/fields.ts";
import { Questions } from "../../src/editor/chat/questions.ts";
import { Turns } from "../../src/editor/consent/turns.ts";
import { Reports } from "../../src/editor/reports/reports.ts";
import { RpcError } from "../../src/gateway/rpcError.ts";
import { until } from "./extension.ts";

const accept = "workbench.action.acceptSelectedQuickOpenItem";
const leave = "workbench.action.closeQuickOpen";
const { signal } = new AbortController();
const show = async (): Promise<void> => {};

/** Gives what the work comes to; meanwhile a key is pressed again and again. */
async function pressing<T>(key: string, work: Promise<T>): Promise<T> {
  let isOver = false;
  const over = (): void => void (isOver = true);
  work.then(over, over);
  await until("the work is over", async () => {
    if (!isOver) await commands.executeCommand(key);
    return isOver || undefined;
  });
  return work;
}

function field(schema: object, required = true): Field {
  const form = { properties: { it: schema }, required: required ? ["it"] : [] };
  const [found] = fieldsOf(form) ?? [];
  assert.ok(found);
  return found;
}

const accepted = (schema: object, required = true) =>
  pressing(accept, askField(field(schema, required), "A form", signal));

describe("a field of a server's form", () => {
  it("is answered by its preset at once", async () => {
    const enumeration = ["s", "m", "l"];
    assert.deepEqual(await accepted({ type: "string", default: "Ada" }), { value: "Ada" });
    assert.deepEqual(await accepted({ type: "number", default: 0.5 }), { value: 0.5 });
    assert.deepEqual(await accepted({ type: "boolean", default: false }), { value: false });
    assert.deepEqual(await accepted({ type: "string", enum: enumeration, default: "m" }), {
      value: "m",
    });
    const items = { type: "string", enum: enumeration };
    assert.deepEqual(await accepted({ type: "array", items, default: ["s", "l"] }), {
      value: ["s", "l"],
    });
  });

  it("may be left empty where nothing is needed", async () => {
    assert.deepEqual(await accepted({ type: "string" }, false), {});
    assert.deepEqual(await accepted({ type: "string", enum: [] }, false), {});
    assert.deepEqual(await accepted({ type: "array", items: { enum: ["s"] } }, false), {});
  });

  it("that is left by Escape is cancelled", async () => {
    for (const schema of [{ type: "string" }, { type: "boolean" }])
      assert.equal(await pressing(leave, askField(field(schema), "A form", signal)), "cancelled");
  });

  it("takes no value that does not fit, and goes away when nobody waits any more", async () => {
    const items = { type: "string", enum: ["s", "m"] };
    for (const schema of [
      { type: "integer", minimum: 10, default: 5 },
      { type: "string", format: "email", default: "ada" },
      { type: "array", items, minItems: 2, default: ["s"] },
    ]) {
      const waiting = new AbortController();
      let presses = 0;
      const asked = askField(field(schema), "A form", waiting.signal);
      await until("it was pressed often enough", async () => {
        await commands.executeCommand(accept);
        presses++;
        return presses > 10 || undefined;
      });
      waiting.abort();
      await assert.rejects(asked, { name: "AbortError" });
    }
  });
});

describe("a server's form", () => {
  it("is declined, which is an answer", async () => {
    const message = "Your name?";
    const question = { title: "a asks", message, accepts: [], signal, show };
    assert.equal(await pressing(accept, askFirst(question)), "decline");
  });

  it("without fields is agreed to, or left", async () => {
    const form = { message: "Go on?", requestedSchema: { type: "object", properties: {} } };
    assert.deepEqual(await pressing(accept, askForm("a", form, signal, show)), {
      action: "accept",
      content: {},
    });
    assert.deepEqual(await pressing(leave, askForm("a", form, signal, show)), {
      action: "cancel",
    });
  });

  it("that asks for what none may is refused unasked", async () => {
    const requestedSchema = { type: "object", properties: { o: { type: "object" } } };
    const asked = askForm("a", { message: "?", requestedSchema }, signal, show);
    await assert.rejects(asked, { code: -32602 });
  });
});

describe("what a server asks", () => {
  const reports = new Reports();
  after(async () => {
    reports.dispose();
    await commands.executeCommand("workbench.action.closeAllEditors");
  });
  const nobody = () => Promise.reject(new RpcError(-32601, "Nobody can."));
  const questions = (clients: () => Promise<unknown>) =>
    new Questions({
      ...{ clients, turns: new Turns() },
      host: () => ({ server: () => undefined }),
      reports: { showText: show },
    });
  const form = (message: string) => ({
    message,
    requestedSchema: { type: "object", properties: {} },
  });

  it("is answered by the client that called it, where that can", async () => {
    const asked = questions(async () => ({ action: "decline" }));
    const answer = asked.answer("a", "elicitation/create", form("?"), { signal });
    assert.deepEqual(await answer, { action: "decline" });
  });

  it("is not asked again here when that client refused", async () => {
    const refused = questions(() => Promise.reject(new RpcError(-1, "No.")));
    const answer = refused.answer("a", "elicitation/create", form("?"), { signal });
    await assert.rejects(answer, { code: -1 });
  });

  it("is put to the user one by one where no client can answer", async () => {
    const asked = questions(nobody);
    const both = Promise.all(
      ["first", "second"].map((message) =>
        asked.answer("a", "elicitation/create", form(message), { signal }),
      ),
    );
    const accepted = { action: "accept", content: {} };
    assert.deepEqual(await pressing(accept, both), [accepted, accepted]);
  });

  it("about roots is never answered by a client", async () => {
    const asked = questions(async () => ({ roots: [{ uri: "file:///home/ada" }] }));
    assert.deepEqual(await asked.answer("a", "roots/list", {}, { signal }), { roots: [] });
  });

  it("in another way is not known here", async () => {
    assert.equal(await questions(nobody).answer("a", "tasks/new", {}, { signal }), undefined);
  });

  it("stands below the choices when it is long", async () => {
    await reports.showText("a asks", "line one\nline two");
    const document = workspace.textDocuments.find(({ uri }) => uri.path === "/a asks.txt");
    assert.match(document?.getText() ?? "", /^\n{8}line one\nline two\n$/);
  });
});
