import type { Event } from "../base/event.ts";
import type { BackendServer } from "./backend.ts";
import type { Items } from "./offerFiles.ts";

/** Decides which tools of a server clients get to see and to call. */
export interface Gate {
  /**
   * What clients get, of the tools that the server has and of its instructions, which are one more
   * item of their own name. Rejects only where nothing may pass.
   */
  admitted(server: BackendServer, offered: Items): Promise<Items>;
  /**
   * Why a tool may not be called, in words for the client and what the user can do about it; nothing
   * when it may. `offered` is what the server lists now that it runs.
   */
  refusal(server: BackendServer, tool: string, offered: Items): Promise<string | undefined>;
  /** The name of a server of which clients may see other tools than before. */
  readonly onDidChange: Event<string>;
}
