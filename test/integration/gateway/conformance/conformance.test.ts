import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fixture } from "../../host/hostIn.ts";
import { GatewayWorld } from "../gatewayIn.ts";
import { serveClient } from "./clientLeg.ts";
import { conformance } from "./suite.ts";

const servers = join(import.meta.dirname, "../../../fixtures/servers");
/** The suite itself waits half a second for some things, which is not enough on a busy machine. */
const patience = { timeout: 180_000, retry: 1 };

it.each([
  ["2025-11-25", "legacy", "30/30"],
  ["2026-07-28", "modern", "37/37"],
])("the gateway does all that %s requires of a server", patience, async (revision, era, score) => {
  const server = fixture("conformance/main.mjs", [era], { name: "conformance" });
  await using world = await GatewayWorld.make("jail", [server], undefined, true);
  await world.host.start("conformance");
  const verdict = await conformance("server", revision, ["--url", world.url.href]);
  expect(verdict).toEqual({ exitCode: 0, score, failed: "" });
});

it.each([
  ["2025-11-25", "4/18"],
  ["2026-07-28", "5/32"],
])(
  "the host does all that %s requires of a client but what only HTTP has: OAuth and headers",
  patience,
  async (revision, score) => {
    const folder = await mkdtemp(join(tmpdir(), "conformance-"));
    const socket = join(folder, "client");
    await using _ = await serveClient(socket);
    const command = [process.execPath, join(servers, "conformance/command.mjs"), socket].join(" ");
    const verdict = await conformance("client", revision, ["--command", command]);
    await rm(folder, { recursive: true, force: true });
    expect(verdict).toEqual({ exitCode: 0, score, failed: "" });
  },
);
