import { describe, expect, test } from "vitest";
import { Emitter } from "../../../../src/base/event.ts";
import { Failure } from "../../../../src/base/failure.ts";
import type { Context } from "../../../../src/config/context.ts";
import type { ServerConfig } from "../../../../src/config/serverEntry.ts";
import { defineLive } from "../../../../src/editor/servers/definitions.ts";
import { QuickServers } from "../../../../src/editor/servers/quickServers.ts";
import type { ServerDefinition, ServerState } from "../../../../src/mcp/server.ts";
import { row } from "../tree/rows.ts";

const server = (name: string): ServerConfig => ({
  name,
  entry: { command: `run ${name}` },
  origin: { scope: "workspace", folder: "/w", path: "mcpSandbox.servers" },
});

const context: Context = {
  folders: [{ name: "w", path: "/w" }],
  userHome: "/home/u",
  env: {},
  secret: () => Promise.resolve(""),
};

/** A host and settings of which only the names matter. */
function setUp() {
  const changed = new Emitter<void>();
  const told = new Emitter<string>();
  const revoked = new Emitter<string>();
  const [asked, stopped]: [string[], string[]] = [[], []];
  const states = new Map<string, ServerState>();
  const defined: (readonly ServerDefinition[])[] = [];
  const settings = {
    servers: [server("a")] as readonly ServerConfig[],
    onDidChange: changed.event,
  };
  const host = {
    define: (definitions: readonly ServerDefinition[]) => void defined.push(definitions),
    server: (name: string) =>
      names()?.includes(name) === true
        ? row(states.get(name) ?? { kind: "stopped" }, { name })
        : undefined,
    stop: async (name: string) => void stopped.push(name),
    onDidChange: told.event,
  };
  const consents = {
    ensure: async ({ name }: ServerConfig) => {
      asked.push(name);
      throw new Failure("notAllowed", "No.");
    },
    onDidRevoke: revoked.event,
  };
  const quick = new QuickServers();
  const names = () => defined.at(-1)?.map(({ name }) => name);
  const live = defineLive(host, settings, quick, consents, () => context);
  const start = async (name: string) => {
    try {
      await defined
        .at(-1)
        ?.find((definition) => definition.name === name)
        ?.resolve();
    } catch (error) {
      return Failure.from(error).code;
    }
    return "started";
  };
  const become = (name: string, state: ServerState) => {
    states.set(name, state);
    told.fire(name);
  };
  return { settings, changed, quick, live, names, defined, become, start, revoked, asked, stopped };
}

describe("the host's definitions", () => {
  test("are those of the settings, at once and after each change", () => {
    const { settings, changed, names } = setUp();
    expect(names()).toEqual(["a"]);
    settings.servers = [server("b"), server("a")];
    changed.fire();
    expect(names()).toEqual(["b", "a"]);
  });

  test("hold quick runs behind them, until they are stopped", () => {
    const { quick, names, become } = setUp();
    quick.add(server("quick-x"));
    expect(names()).toEqual(["a", "quick-x"]);
    become("quick-x", { kind: "stopping", since: 0 });
    expect(names()).toEqual(["a", "quick-x"]);
    become("quick-x", { kind: "stopped" });
    expect(names()).toEqual(["a"]);
  });

  test("let a server of the settings go before a quick run of its name", () => {
    const { quick, defined } = setUp();
    quick.add({ ...server("a"), entry: { command: "other" } });
    expect(defined.at(-1)?.map(({ commandLine }) => commandLine)).toEqual(["run a"]);
  });

  test("say of a quick run that it is saved nowhere", () => {
    const { quick, defined } = setUp();
    quick.add(server("quick-x"));
    expect(defined.at(-1)?.at(-1)?.description).toBe("A quick run; it is saved nowhere.");
  });

  test("start nothing that the user has not allowed", async () => {
    const { start, asked } = setUp();
    expect(await start("a")).toBe("notAllowed");
    expect(asked).toEqual(["a"]);
  });

  test("start a quick run without asking: its user has just typed it", async () => {
    const { quick, start, asked } = setUp();
    quick.add(server("quick-x"));
    expect(await start("quick-x")).toBe("started");
    expect(asked).toEqual([]);
  });

  test("ask about a quick run whose line is not what it looks like", async () => {
    const { quick, start } = setUp();
    quick.add({ ...server("quick-x"), entry: { command: "run \u202ecod.exe" } });
    expect(await start("quick-x")).toBe("notAllowed");
  });

  test("let a server run no longer that may not start any more", () => {
    const { revoked, stopped } = setUp();
    revoked.fire("a");
    revoked.fire("gone from the settings");
    expect(stopped).toEqual(["a"]);
  });

  test("change no more once disposed", () => {
    const { live, changed, defined } = setUp();
    live.dispose();
    changed.fire();
    expect(defined).toHaveLength(1);
  });
});

describe("quick runs", () => {
  test("are replaced by one of the same name", () => {
    const quick = new QuickServers();
    quick.add(server("x"));
    quick.add({ ...server("x"), entry: { command: "new" } });
    expect(quick.servers.map(({ entry }) => entry.command)).toEqual(["new"]);
  });

  test("tell nobody when there is nothing to remove", () => {
    const quick = new QuickServers();
    let told = 0;
    quick.onDidChange(() => void told++);
    quick.remove("x");
    expect(told).toBe(0);
    expect(quick.has("x")).toBe(false);
  });
});
