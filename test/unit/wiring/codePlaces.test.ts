import { expect, test } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import {
  defaultLimits,
  type Network,
  type Provider,
  type SandboxSpec,
} from "../../../src/sandbox/sandbox.ts";
import { codePlaces } from "../../../src/wiring/codePlaces.ts";
import { Lines } from "../../fakes/logs.ts";

/** What is asked of the sandboxes when code is to run, and what comes of it. */
async function asked(provider: Provider, network: Network = "none") {
  const specs: SandboxSpec[] = [];
  const missing = new Failure("sandboxUnavailable", "No jail here.", { remedy: "Install one." });
  const open = (spec: SandboxSpec) => {
    specs.push(spec);
    return Promise.reject(missing);
  };
  const places = codePlaces({
    ...{ sandboxes: { open }, log: new Lines() },
    preferred: async () => provider,
  });
  await using place = await places("notebook-1-python", network);
  expect(specs).toEqual([]);
  expect(place.provider).toBe(provider);
  await expect(place.engine.start({ language: "python" })).rejects.toBe(missing);
  return specs;
}

const bare = {
  ...{ id: "notebook-1-python", mounts: [], network: "none", limits: defaultLimits },
  install: { commands: [], network: "none" },
};

test("code runs without the user's files and without network, from its first run on", async () => {
  expect(await asked("local")).toEqual([{ ...bare, provider: "local" }]);
});

test("code reaches the hosts that are named", async () => {
  const [spec] = await asked("local", { allow: ["pypi"] });
  expect(spec?.network).toEqual({ allow: ["pypi"] });
});

test("code in a microVM gets the template with a code interpreter, which is not kept", async () => {
  const machine = { template: "code-interpreter-v1", onIdle: "kill" };
  expect(await asked("e2b")).toEqual([{ ...bare, provider: "e2b", machine }]);
});
