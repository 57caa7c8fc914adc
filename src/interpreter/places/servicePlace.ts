import { serviceAt } from "../service/address.ts";
import { ServiceEngine, type ServiceOptions } from "../service/service.ts";
import { FilesByCode } from "./filesByCode.ts";
import { serviceHealth } from "./health.ts";
import type { Place } from "./place.ts";

/** A code-interpreter service by its URL. Throws `config` for what is no URL. */
export function servicePlace(url: string, times?: ServiceOptions["times"]): Place {
  const address = serviceAt(url);
  const engine = new ServiceEngine({
    address: async () => address,
    ...(times !== undefined && { times }),
  });
  return {
    ...{ provider: "service", engine, files: new FilesByCode(engine) },
    health: (signal) => serviceHealth(engine, address.url, signal),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
