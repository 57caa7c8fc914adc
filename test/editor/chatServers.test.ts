import assert from "node:assert/strict";
import type { McpHttpServerDefinition } from "vscode";
import { Emitter } from "../../src/base/event.ts";
import { Failure } from "../../src/base/failure.ts";
import type { ServerConfig } from "../../src/config/serverEntry.ts";
import { Ahead, type AheadParts } from "../../src/editor/chat/ahead.ts";
import { ServerDefinitions } from "../../src/editor/chat/serverDefinitions.ts";
import type { Relay } from "../../src/gateway/relay.ts";
import type { ServerView } from "../../src/mcp/host.ts";
import { definition, type Wish } from "../fakes/definition.ts";

const config = (name: string, entry: Partial<ServerConfig["entry"]> = {}): ServerConfig => ({
  name,
  entry: { command: name, ...entry },
  origin: { scope: "workspace", path: "servers" },
});

/** A host of servers that only have to be defined. */
class Defined {
  readonly #changed = new Emitter<string>();
  readonly #changedServers = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeServers = this.#changedServers.event;
  readonly started: string[] = [];
  wishes: readonly Wish[];

  constructor(...wishes: readonly Wish[]) {
    this.wishes = wishes;
  }

  server(name: string): ServerView | undefined {
    const wish = this.wishes.find((each) => each.name === name);
    if (wish === undefined) return undefined;
    return { definition: definition(wish), state: { kind: "stopped" }, outdated: false };
  }

  async tools(name: string): Promise<[]> {
    this.started.push(name);
    return [];
  }

  change(...wishes: readonly Wish[]): void {
    this.wishes = wishes;
    this.#changed.fire("a");
  }
}

describe("what is asked before an agent gets a server", () => {
  const parts = (host: Defined, more: Partial<AheadParts> = {}) => ({
    host,
    consent: { ensure: async () => {} },
    preferred: async () => "local" as const,
    key: { connection: async () => {} },
    ...more,
  });
  const keyMissing = {
    connection: () => Promise.reject(new Failure("keyMissing", "There is no key.")),
  };

  it("begins with the user's word, without which no secret is asked for", async () => {
    let resolved = 0;
    const host = new Defined({
      name: "a",
      resolve: () => {
        resolved++;
        return Promise.reject(new Failure("secretMissing", "Not entered."));
      },
    });
    const refuse = () => Promise.reject(new Failure("notAllowed", "No."));
    const ahead = new Ahead(parts(host, { consent: { ensure: refuse } }));
    await assert.rejects(ahead.ask(config("a")), { code: "notAllowed" });
    assert.equal(resolved, 0);
    await assert.rejects(new Ahead(parts(host)).ask(config("a")), { code: "secretMissing" });
    assert.equal(resolved, 1);
  });

  it("has the key only where the server would run in a microVM", async () => {
    const ahead = new Ahead(parts(new Defined({ name: "a" }), { key: keyMissing }));
    await ahead.ask(config("a"));
    const inE2b = config("a", { sandbox: { provider: "e2b" } });
    await assert.rejects(ahead.ask(inE2b), { code: "keyMissing" });
    const preferred = async () => "e2b" as const;
    const everywhere = new Ahead(parts(new Defined({ name: "a" }), { key: keyMissing, preferred }));
    await assert.rejects(everywhere.ask(config("a")), { code: "keyMissing" });
    await everywhere.ask(config("a", { sandbox: { provider: "local" } }));
  });

  it("starts a server for its list only when that was never seen", async () => {
    const host = new Defined({ name: "a" });
    const ahead = new Ahead(parts(host));
    const relay = (lists: object) => ({ offer: async () => ({ lists }) }) as Pick<Relay, "offer">;
    await ahead.list("a", relay({ tools: [] }));
    assert.deepEqual(host.started, []);
    await ahead.list("a", relay({}));
    assert.deepEqual(host.started, ["a"]);
  });
});

describe("the servers as the agent finds them", () => {
  const listing = (
    host: Defined,
    ask = async () => {},
    isTrusted = true,
    isOffered: boolean = false,
  ) => {
    const kept: (readonly string[])[] = [];
    const approved = new Emitter<string>();
    const offered = new Emitter<void>();
    let version = "1";
    const definitions = new ServerDefinitions({
      host,
      configuration: {
        get servers() {
          return host.wishes.map(({ name }) => config(name));
        },
        server: (name) => (host.server(name) === undefined ? undefined : config(name)),
      },
      routes: {
        to: async (server) => ({
          address: { scheme: "unix", path: "/run/socket", fragment: `/way-to-${server}` },
          headers: { Authorization: "Bearer t" },
          served: {} as Relay,
        }),
        keep: async (servers) => void kept.push(servers),
      },
      ahead: { ask, list: async () => {} },
      approved: { version: () => version, onDidChange: approved.event },
      interpreter: { isOffered, onDidChange: offered.event },
      isTrusted: () => isTrusted,
    });
    const approve = (next: string): void => {
      version = next;
      approved.fire("a");
    };
    let changes = 0;
    definitions.onDidChangeMcpServerDefinitions(() => changes++);
    return { definitions, kept, approve, changes: () => changes };
  };
  const labels = (definitions: ServerDefinitions): string[] =>
    definitions.provideMcpServerDefinitions().map(({ label }) => label);
  const first = (definitions: ServerDefinitions): McpHttpServerDefinition => {
    const [found] = definitions.provideMcpServerDefinitions();
    assert.ok(found);
    return found;
  };

  it("are those that are enabled, without a way to them and without a token", () => {
    const { definitions } = listing(new Defined({ name: "a" }, { name: "b", disabled: true }));
    assert.deepEqual(labels(definitions), ["a"]);
    assert.deepEqual(first(definitions).headers, {});
    assert.equal(first(definitions).uri.toString(), "http://127.0.0.1/");
    definitions.dispose();
  });

  it("have the code interpreter behind them, which asks nothing", async () => {
    const ask = () => Promise.reject(new Failure("cancelled", "Asked."));
    const { definitions } = listing(new Defined({ name: "a" }), ask, true, true);
    assert.deepEqual(labels(definitions), ["a", "code-interpreter"]);
    const [, own] = definitions.provideMcpServerDefinitions();
    assert.ok(own);
    const resolved = await definitions.resolveMcpServerDefinition(own);
    assert.equal(resolved?.uri.fragment, "/way-to-code-interpreter");
    definitions.dispose();
  });

  it("have a configured server of the interpreter's name in its place", async () => {
    const ask = () => Promise.reject(new Failure("cancelled", "Asked."));
    const { definitions } = listing(new Defined({ name: "code-interpreter" }), ask, true, true);
    assert.deepEqual(labels(definitions), ["code-interpreter"]);
    await assert.rejects(definitions.resolveMcpServerDefinition(first(definitions)));
    definitions.dispose();
  });

  it("are none in a workspace that is not trusted, and none of them starts", async () => {
    const host = new Defined({ name: "a" });
    const { definitions } = listing(host, undefined, false, true);
    assert.deepEqual(labels(definitions), []);
    const known = first(listing(host).definitions);
    assert.equal(await definitions.resolveMcpServerDefinition(known), undefined);
    definitions.dispose();
  });

  it("are told to have changed when one comes, goes, changes or has other tools approved", () => {
    const host = new Defined({ name: "a" });
    const { definitions, kept, approve, changes } = listing(host);
    const before = first(definitions).version;
    host.change({ name: "a" });
    assert.equal(changes(), 0);
    host.change({ name: "a", launchKey: "another" });
    assert.notEqual(first(definitions).version, before);
    host.change({ name: "a", launchKey: "another" }, { name: "b" });
    approve("2");
    approve("2");
    host.change({ name: "a", launchKey: "another", disabled: true }, { name: "b" });
    assert.equal(changes(), 4);
    assert.deepEqual(kept.at(-1), ["b"]);
    definitions.dispose();
  });

  it("get their way and token when they are wanted", async () => {
    const { definitions } = listing(new Defined({ name: "a" }));
    const resolved = await definitions.resolveMcpServerDefinition(first(definitions));
    assert.equal(resolved?.uri.with({ fragment: "" }).toString(), "unix:/run/socket");
    assert.equal(resolved?.uri.fragment, "/way-to-a");
    assert.deepEqual(resolved?.headers, { Authorization: "Bearer t" });
    assert.equal(resolved?.version, first(definitions).version);
    definitions.dispose();
  });

  it("are not told to have changed by what is approved of one that was wanted", async () => {
    const host = new Defined({ name: "a" });
    const { definitions, approve, changes } = listing(host, async () => approve("2"));
    const wanted = first(definitions);
    const resolved = await definitions.resolveMcpServerDefinition(wanted);
    approve("3");
    assert.equal(resolved?.version, wanted.version);
    assert.equal(first(definitions).version, wanted.version);
    assert.equal(changes(), 0);
    host.change({ name: "a", disabled: true });
    host.change({ name: "a" });
    assert.notEqual(first(definitions).version, wanted.version);
    definitions.dispose();
  });

  it("do not start when the user says no, or when they are gone", async () => {
    const host = new Defined({ name: "a" });
    const no = () => Promise.reject(new Failure("notAllowed", "No."));
    const { definitions } = listing(host, no);
    const wanted = first(definitions);
    await assert.rejects(definitions.resolveMcpServerDefinition(wanted), { code: "notAllowed" });
    host.change();
    assert.equal(await definitions.resolveMcpServerDefinition(wanted), undefined);
    definitions.dispose();
  });

  it("fail with the reason of what keeps them from starting", async () => {
    const fails = () => Promise.reject(new Failure("config", "A folder is missing."));
    const { definitions } = listing(new Defined({ name: "a" }), fails);
    const resolving = definitions.resolveMcpServerDefinition(first(definitions));
    await assert.rejects(resolving, { code: "config" });
    definitions.dispose();
  });
});
