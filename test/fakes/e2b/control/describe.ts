import { shown } from "../network.ts";
import type { FakeSandbox } from "../sandbox.ts";

/** New enough that the SDK uses every feature. */
const envdVersion = "0.6.13";
const clientID = "fake";

/** The answer to create and connect. */
export function accessTo({ id, token, trafficToken, wish }: FakeSandbox): object {
  return {
    sandboxID: id,
    templateID: wish.templateID,
    clientID,
    envdVersion,
    envdAccessToken: token,
    trafficAccessToken: trafficToken,
    domain: null,
  };
}

/** The info object. */
export function infoOf({ id, wish, network, state, startedAt, endAt }: FakeSandbox): object {
  const access = network.allow_internet_access;
  return {
    sandboxID: id,
    templateID: wish.templateID,
    clientID,
    startedAt: startedAt.toISOString(),
    endAt: endAt.toISOString(),
    state,
    cpuCount: 2,
    memoryMB: 512,
    diskSizeMB: 10_240,
    envdVersion,
    metadata: wish.metadata ?? {},
    lifecycle: {
      onTimeout: wish.autoPause ? "pause" : "kill",
      autoResume: wish.autoResume?.enabled ?? false,
    },
    network: shown(network),
    ...(access === undefined ? {} : { allowInternetAccess: access }),
    volumeMounts: wish.volumeMounts ?? [],
  };
}
