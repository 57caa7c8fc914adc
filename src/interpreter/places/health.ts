import { Failure } from "../../base/failure.ts";
import type { Engine } from "../engine.ts";
import type { ServiceEngine } from "../service/service.ts";
import type { Health } from "./place.ts";

/** Asks a service how it is. Rejects with `cancelled` only. */
export async function serviceHealth(
  service: ServiceEngine,
  url: string,
  signal?: AbortSignal,
): Promise<Health> {
  try {
    const { status, text, url: asked } = await service.health(signal);
    return {
      status: status === 200 ? "healthy" : "unhealthy",
      ...{ url: asked, code: status, body: text },
    };
  } catch (error) {
    return unwell(error, `${url}/health`);
  }
}

/** Starts a kernel and runs something in it, which is the whole way that code takes. */
export async function engineHealth(
  engine: Engine,
  url: string,
  signal?: AbortSignal,
): Promise<Health> {
  try {
    const options = signal === undefined ? {} : { signal };
    await using kernel = await engine.start({ language: "python" }, options);
    const { error } = await kernel.run("1 + 1", { ...options, timeoutMs: 10_000 });
    if (error === undefined) return { status: "healthy", url, body: "Code runs." };
    return { status: "unhealthy", url, body: `${error.name}: ${error.value}` };
  } catch (error) {
    return unwell(error, url);
  }
}

/** What a failure says of where it comes from. Throws `cancelled`. */
export function unwell(error: unknown, url: string): Health {
  const failure = Failure.from(error);
  const { code, message, remedy } = failure;
  if (code === "cancelled") throw failure;
  const body = remedy === undefined ? message : `${message} ${remedy}`;
  return { status: statuses[code] ?? "error", url, body };
}

const statuses: Partial<Record<Failure["code"], Health["status"]>> = {
  timeout: "timeout",
  serviceUnreachable: "connection_error",
  sandboxUnavailable: "unhealthy",
  sandboxFailed: "unhealthy",
  commandNotFound: "unhealthy",
};
