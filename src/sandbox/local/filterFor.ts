import { Failure } from "../../base/failure.ts";
import { type FilterOptions, isProcessor, seccompFilter } from "./seccomp/filter.ts";

/** The filter for the processor that we run on. Throws `sandboxUnavailable` where there is none: nothing runs unfiltered. */
export function filterFor(options: FilterOptions): Uint8Array {
  if (isProcessor(process.arch)) return seccompFilter(process.arch, options);
  throw new Failure("sandboxUnavailable", `There is no filter for ${process.arch} processors.`);
}
