import { isRecord } from "./backend.ts";
import type { Offers } from "./offers.ts";
import { invalidParams, RpcError } from "./rpcError.ts";
import type { Scope } from "./scope.ts";

const maxLinks = 10_000;

/** Which server a resource's URI belongs to; URIs stay as the servers wrote them. */
export class Resources {
  readonly #scope: Scope;
  readonly #offers: Offers;
  /** From links in results: such resources need not be in any list. */
  readonly #links = new Map<string, string>();

  constructor(scope: Scope, offers: Offers) {
    this.#scope = scope;
    this.#offers = offers;
  }

  /** Remembers the links in a result. */
  saw(server: string, result: unknown): void {
    if (this.#scope.server !== undefined || !isRecord(result)) return;
    const { content } = result;
    if (!Array.isArray(content)) return;
    for (const block of content)
      if (isRecord(block) && block["type"] === "resource_link")
        this.#remember(String(block["uri"]), server);
  }

  /** Rejects with −32602 where no server has it. */
  async ownerOf(uri: string): Promise<string> {
    if (this.#scope.server !== undefined) return this.#scope.server;
    const linked = this.#links.get(uri);
    if (linked !== undefined) return linked;
    const owner =
      (await this.#find("resources", (item) => item === uri)) ??
      (await this.#find("resourceTemplates", (item) => matches(item, uri)));
    if (owner === undefined)
      throw new RpcError(invalidParams, `No server has the resource ${uri}.`);
    return owner;
  }

  /** The owner of a template as it is written. */
  async ownerOfTemplate(template: string): Promise<string> {
    const owner = await this.#find("resourceTemplates", (item) => item === template);
    return owner ?? this.ownerOf(template);
  }

  #remember(uri: string, server: string): void {
    this.#links.delete(uri);
    this.#links.set(uri, server);
    const [oldest] = this.#links.keys();
    if (this.#links.size > maxLinks && oldest !== undefined) this.#links.delete(oldest);
  }

  async #find(
    kind: "resources" | "resourceTemplates",
    isIt: (uri: string) => boolean,
  ): Promise<string | undefined> {
    const key = kind === "resources" ? "uri" : "uriTemplate";
    const found = await Promise.all(
      this.#scope.servers.map(async (server) => {
        const items = await this.#offers.list(server, kind).catch(() => []);
        return items.some((item) => isIt(String(item[key])));
      }),
    );
    return this.#scope.servers[found.indexOf(true)];
  }
}

/** Whether a URI can come of a template (RFC 6570): each expression may stand for any text. */
function matches(template: string, uri: string): boolean {
  let at = 0;
  const [first = "", ...fixed] = template.split(/\{[^{}]*\}/);
  if (!uri.startsWith(first)) return false;
  at = first.length;
  for (const [index, text] of fixed.entries()) {
    if (index === fixed.length - 1 && text === "") return true;
    const found = index === fixed.length - 1 ? uri.lastIndexOf(text) : uri.indexOf(text, at);
    if (found < at) return false;
    at = found + text.length;
  }
  return at === uri.length;
}
