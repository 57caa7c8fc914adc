import type { Event } from "../base/event.ts";
import type { Items, Offer } from "./offerFiles.ts";
import type { Notice, RelayRequest } from "./relay.ts";

/**
 * What clients are served with: a relay to servers, or a server of our own. How they come, over
 * which transport and of which revision of MCP, is none of its business.
 */
export interface Answers {
  readonly scope: {
    /** The name that clients see; ours when absent. */
    readonly server: string | undefined;
    /** A tool as clients know it; undefined when there is none such or it is not known. */
    seen(tool: string): Promise<Items[number] | undefined>;
  };
  /** Who wants to hear of changes of which resource. */
  readonly subscriptions: {
    add(uri: string, holder: object, signal?: AbortSignal): Promise<void>;
    has(uri: string, holder: object): boolean;
    remove(uri: string, holder: object): Promise<void>;
    removeAll(holder: object): Promise<void>;
  };
  /** What clients are to hear of. */
  readonly onDidNotify: Event<Notice>;
  /** What is known of it before the first request. */
  offer(): Promise<Offer | undefined>;
  /** Rejects with an RpcError. */
  answer(request: RelayRequest): Promise<unknown>;
  /** A client that had a connection of its own went away. Never rejects. */
  left?(client: string): void;
}
