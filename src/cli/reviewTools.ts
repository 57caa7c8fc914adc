import { Failure } from "../base/failure.ts";
import { originOf } from "../gateway/pinGate.ts";
import { isWithheld, type Verdict } from "../mcp/pins/compare.ts";
import { withInstructions } from "../mcp/pins/instructions.ts";
import { type Offered, Pins } from "../mcp/pins/pins.ts";
import type { Outcome } from "./outcome.ts";
import { reviewText } from "./reviewText.ts";
import type { Terminal } from "./terminal.ts";
import { configured, type RunFlags } from "./tools.ts";
import { withServer } from "./withServer.ts";
import type { World } from "./world.ts";

export interface ReviewFlags extends RunFlags {
  readonly approve?: readonly string[];
  readonly approveAll?: boolean;
  readonly block?: readonly string[];
}

/** Shows what a server offers beside what is approved, and decides what the options say. */
export async function reviewTools(
  server: string,
  flags: ReviewFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const chosen = await configured(server, flags, world);
  const { dataDir, signal } = world;
  const { workspace } = chosen;
  const offered = await withServer(chosen, world, terminal, async (host): Promise<Offered> => {
    const listed = await host.tools(server, { signal });
    const view = host.server(server);
    if (view?.state.kind !== "running") throw new Failure("serverExited", `${server} has ended.`);
    const tools = withInstructions(listed, view.state.info.instructions);
    return { server, tools, from: originOf(view) };
  });
  const pins = new Pins({ dataDir, workspace, log: terminal.log("pins") });
  await decide(pins, offered, flags);
  const verdicts = await pins.compare(offered);
  return {
    value: { server, tools: verdicts.map(asValue) },
    text: reviewText(server, verdicts, terminal),
  };
}

async function decide(pins: Pins, offered: Offered, flags: ReviewFlags): Promise<void> {
  const { approve = [], approveAll = false, block = [] } = flags;
  const known = offered.tools.map(({ name }) => name);
  const unknown = [...approve, ...block].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Failure("unknownTool", `${offered.server} has no tool ${unknown}.`);
  const both = approve.find((name) => block.includes(name));
  if (both !== undefined)
    throw new Failure("usage", `${both} cannot be approved and blocked at once.`);
  if (block.length > 0) await pins.block(offered, block);
  const verdicts = await pins.compare(offered);
  const waiting = approveAll
    ? verdicts.filter(isWithheld).filter(({ isBlocked }) => !isBlocked)
    : [];
  const names = [...approve, ...waiting.map(({ name }) => name)];
  if (names.length > 0) await pins.approve(offered, names);
}

/** What is known of a tool, for programs. */
function asValue(verdict: Verdict): object {
  const { kind, name } = verdict;
  const approved = "pin" in verdict && {
    approved: verdict.pin.tool,
    approvedAt: new Date(verdict.pin.at).toISOString(),
    approvedBy: verdict.pin.by,
    approvedFrom: verdict.pin.from,
  };
  if (!isWithheld(verdict)) return { name, state: kind, ...approved };
  const { findings, isBlocked, offered } = verdict;
  return { name, state: kind, blocked: isBlocked, findings, ...approved, offered };
}
