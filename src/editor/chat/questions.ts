import { isRecord } from "../../config/jsonPath.ts";
import { methodNotFound, RpcError } from "../../gateway/rpcError.ts";
import type { Host, ServerNotice } from "../../mcp/host.ts";
import type { HostOptions } from "../../mcp/hostOptions.ts";
import type { QuestionContext } from "../../mcp/peer.ts";
import type { Turns } from "../consent/turns.ts";
import type { Reports } from "../reports/reports.ts";
import { showDone } from "../show.ts";
import type { ElicitResult } from "./elicitation/askForm.ts";
import { visible } from "../words/visible.ts";

type Answer = NonNullable<HostOptions["answer"]>;

export interface QuestionsParts {
  /** The clients of the gateway, who are asked first. Rejects with −32601 when none can answer. */
  readonly clients: Answer;
  readonly host: () => Pick<Host, "server">;
  readonly reports: Pick<Reports, "showText">;
  readonly turns: Pick<Turns, "take">;
}

/** What is declared to servers in the handshake. */
export const clientCapabilities = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

/**
 * Answers what servers ask: by the client whose call made them ask, else by the user of this
 * editor. The user is asked one thing at a time.
 */
export class Questions {
  readonly #parts: QuestionsParts;
  readonly #pages = new Map<string, string>();

  constructor(parts: QuestionsParts) {
    this.#parts = parts;
  }

  /** Undefined says that there is no such method. */
  readonly answer: Answer = async (server, method, params, context) => {
    if (method === "roots/list") {
      const { rootsOf } = await import("./roots.ts");
      return rootsOf(this.#parts.host(), server, context.signal);
    }
    try {
      return await this.#parts.clients(server, method, params, context);
    } catch (error) {
      if (!(error instanceof RpcError) || error.code !== methodNotFound) throw error;
    }
    if (method === "sampling/createMessage") return this.#sample(server, params, context);
    if (method !== "elicitation/create") return undefined;
    return this.#parts.turns.take(() => this.#elicit(server, params, context));
  };

  /** Hears that what a page was opened for is done. */
  heard({ server, method, params }: ServerNotice): void {
    if (method !== "notifications/elicitation/complete") return;
    const id = `${server} ${String(params?.["elicitationId"])}`;
    const host = this.#pages.get(id);
    if (host === undefined) return;
    this.#pages.delete(id);
    showDone(`${server}: what you opened ${host} for is done.`);
  }

  async #sample(server: string, params: unknown, { signal }: QuestionContext): Promise<unknown> {
    const { sample } = await import("./sampling/sampling.ts");
    const { turns } = this.#parts;
    return sample({ server, params, signal, show: this.#show, turn: (ask) => turns.take(ask) });
  }

  async #elicit(
    server: string,
    params: unknown,
    { signal }: QuestionContext,
  ): Promise<ElicitResult> {
    if (!isRecord(params) || params["mode"] !== "url")
      return (await import("./elicitation/askForm.ts")).askForm(server, params, signal, this.#show);
    const { askUrl } = await import("./elicitation/askUrl.ts");
    const result = await askUrl(server, params, signal, this.#show);
    const { elicitationId, url } = params;
    if (result.action === "accept" && typeof elicitationId === "string")
      this.#pages.set(`${server} ${elicitationId}`, new URL(String(url)).host);
    return result;
  }

  /** At once, so that it is there when the question is. */
  readonly #show = (title: string, text: string): Promise<void> =>
    this.#parts.reports.showText(title, visible(text));
}
