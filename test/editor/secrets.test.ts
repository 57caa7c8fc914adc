import assert from "node:assert/strict";
import { commands, EventEmitter, type Memento, type SecretStorage } from "vscode";
import { Failure } from "../../src/base/failure.ts";
import { Secrets } from "../../src/editor/servers/secrets.ts";
import { until } from "./extension.ts";

/** A storage in memory. */
function storage(kept: Map<string, string>): SecretStorage {
  return {
    keys: () => Promise.resolve([...kept.keys()]),
    get: (key) => Promise.resolve(kept.get(key)),
    store: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
    onDidChange: new EventEmitter<{ key: string }>().event,
  };
}

function memento(): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
    update: async (key, value) => void values.set(key, value),
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return Failure.from(error).code;
  }
  return "none";
}

/** Closes the box that asks, which may not be open yet. */
async function dismiss(asking: Promise<unknown>): Promise<void> {
  let over = false;
  const end = (): void => void (over = true);
  void asking.then(end, end);
  await until("the question is over", async () => {
    await commands.executeCommand("workbench.action.closeQuickOpen");
    return over ? true : undefined;
  });
}

describe("a secret", () => {
  it("that is kept is not asked for", async () => {
    const kept = new Map([["secret file:///w TOKEN", "value"]]);
    const secrets = new Secrets(storage(kept), memento(), "file:///w");
    assert.equal(await secrets.get("TOKEN"), "value");
  });

  it("of one workspace is not given to another", async () => {
    const kept = new Map([["secret file:///w TOKEN", "value"]]);
    const asking = new Secrets(storage(kept), memento(), "file:///other").get("TOKEN");
    await dismiss(asking);
    assert.equal(await codeOf(asking), "secretMissing");
  });

  it("that is not entered is missing, and nothing is kept", async () => {
    const kept = new Map<string, string>();
    const secrets = new Secrets(storage(kept), memento(), "file:///w");
    const asking = secrets.get("TOKEN");
    await dismiss(asking);
    assert.equal(await codeOf(asking), "secretMissing");
    assert.equal(kept.size, 0);
    assert.deepEqual(secrets.names, []);
  });

  it("is no longer asked for when whoever needs it gives up", async () => {
    const secrets = new Secrets(storage(new Map()), memento(), "file:///w");
    const controller = new AbortController();
    const asking = secrets.get("TOKEN", controller.signal);
    controller.abort();
    assert.equal(await codeOf(asking), "cancelled");
  });

  it("is asked for once by two who need it at once", async () => {
    const secrets = new Secrets(storage(new Map()), memento(), "file:///w");
    const both = Promise.allSettled([secrets.get("TOKEN"), secrets.get("TOKEN")]);
    await dismiss(both);
    const reasons = (await both).map((each) => (each.status === "rejected" ? each.reason : each));
    assert.equal(reasons[0], reasons[1]);
  });

  it("is forgotten with its name", async () => {
    const kept = new Map([["secret file:///w TOKEN", "value"]]);
    const memory = memento();
    await memory.update("secretNames", ["TOKEN", "OTHER"]);
    const secrets = new Secrets(storage(kept), memory, "file:///w");
    await secrets.forget("TOKEN");
    assert.equal(kept.size, 0);
    assert.deepEqual(secrets.names, ["OTHER"]);
  });
});
