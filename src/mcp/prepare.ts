import { planImplicitInstall } from "../sandbox/packageRunner.ts";
import type { Network } from "../sandbox/sandbox.ts";
import type { Launch } from "./server.ts";

/**
 * A launch whose package, where `npx` and the like fetch one, is installed once beforehand and
 * then started offline. What the user set in the environment stays as it is.
 */
export function prepared(launch: Launch): Launch {
  const plan = planImplicitInstall(launch.command);
  if (plan === undefined) return launch;
  const { install } = launch.sandbox;
  const command = plan.command ?? launch.command;
  return {
    ...launch,
    command: { ...command, env: { ...plan.env, ...command.env } },
    sandbox: {
      ...launch.sandbox,
      install: {
        commands: [...install.commands, ...plan.install],
        network: widened(install.network, plan.allow),
      },
    },
  };
}

function widened(network: Network, allow: readonly string[]): Network {
  if (network === "all") return network;
  const before = network === "none" ? [] : network.allow;
  return { allow: [...new Set([...before, ...allow])] };
}
