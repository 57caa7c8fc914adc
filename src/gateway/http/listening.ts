import type { ServerResponse } from "node:http";
import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { Disposable } from "../../base/event.ts";
import type { Answers } from "../answers.ts";
import { isRecord } from "../backend.ts";

/** Tells clients of 2026-07-28 of changes, on the streams that they opened for it. */
export class Listening implements Disposable {
  readonly #relay: Answers;
  readonly #subscription: Disposable;

  constructor(relay: Answers, { bus, notify }: Pick<McpHttpHandler, "bus" | "notify">) {
    this.#relay = relay;
    this.#subscription = relay.onDidNotify(({ method, params }) => {
      if (method === "notifications/tools/list_changed") notify.toolsChanged();
      if (method === "notifications/prompts/list_changed") notify.promptsChanged();
      if (method === "notifications/resources/list_changed") notify.resourcesChanged();
      if (method !== "notifications/resources/updated") return;
      bus.publish({
        kind: "resource_updated",
        uri: String(params?.["uri"]),
        params: { ...params },
      });
    });
  }

  /** Subscribes to the resources that a request for a stream names, until it is over. */
  follow(message: unknown, response: ServerResponse): AsyncDisposable {
    const holder = {};
    for (const uri of urisIn(message))
      // What cannot be subscribed to changes unheard; the stream itself is good for the rest.
      void this.#relay.subscriptions.add(uri, holder).catch(() => {});
    response.once("close", () => void this.#relay.subscriptions.removeAll(holder));
    return { [Symbol.asyncDispose]: () => this.#relay.subscriptions.removeAll(holder) };
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function urisIn(message: unknown): readonly string[] {
  if (!isRecord(message) || message["method"] !== "subscriptions/listen") return [];
  const { params } = message;
  const filter =
    isRecord(params) && isRecord(params["notifications"]) ? params["notifications"] : {};
  const uris = filter["resourceSubscriptions"];
  return Array.isArray(uris) ? uris.filter((uri) => typeof uri === "string") : [];
}
