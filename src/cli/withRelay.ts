import type { Log } from "../base/log.ts";
import type { Relay } from "../gateway/relay.ts";
import type { PinPolicy } from "../mcp/pins/policy.ts";
import type { Chosen } from "./chosen.ts";
import { definitionOf } from "./definition.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

export interface RelayWishes {
  readonly chosen: readonly Chosen[];
  /** The one server that is served by its tools' own names. */
  readonly server: string | undefined;
  readonly config: string | undefined;
  readonly pins: PinPolicy;
  readonly maxResult: number | undefined;
  readonly log: (name: string) => Log;
}

/** What clients of ours may be asked by servers; who cannot answer says so then. */
const clientCapabilities = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

/** Makes a host and what speaks for it, for as long as it is used; all servers end with it. */
export async function withRelay(
  { chosen, server, config, pins: policy, maxResult, log }: RelayWishes,
  world: World,
  terminal: Terminal,
  use: (relay: Relay) => Promise<void>,
): Promise<void> {
  const [{ Host }, { SessionRecords }, { Relays }, { pinGate }] = await Promise.all([
    import("../mcp/host.ts"),
    import("../mcp/records.ts"),
    import("../gateway/relays.ts"),
    import("./pinGate.ts"),
  ]);
  const { cwd, dataDir, version } = world;
  const workspace = chosen[0]?.workspace ?? cwd;
  const gateLog = log("gateway");
  await using gate = await pinGate({ dataDir, workspace, policy, config, cwd, log: gateLog });
  const bounds = maxResult === undefined ? {} : { text: maxResult, all: 10 * maxResult };
  using relays = new Relays({ dataDir, gate, bounds, log: gateLog });
  const { answer } = relays;
  await using sandboxes = await world.sandboxes({ workspace, log: log("sandbox") });
  await using host = new Host({
    ...{ sandboxes, log, answer, clientCapabilities },
    clientInfo: { name: "mcp-sandbox", version },
    records: new SessionRecords(dataDir),
  });
  host.define(chosen.map(({ config }) => definitionOf(config, world, terminal)));
  relays.bind(host);
  using relay = relays.to(server);
  await use(relay);
}
