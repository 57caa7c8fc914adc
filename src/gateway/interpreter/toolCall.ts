import type { Contexts } from "../../interpreter/contexts.ts";
import type { Place } from "../../interpreter/places/place.ts";
import type { CallResult, Progress } from "../../mcp/server.ts";
import type { Params } from "../backend.ts";

/** A call of one of our tools, whose arguments fit its schema. */
export interface Call {
  readonly args: Params;
  readonly place: Place;
  readonly contexts: Contexts;
  /** Whose contexts are meant. */
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export type Act = (call: Call) => Promise<CallResult>;
