import { Disposable, lm, workspace } from "vscode";
import type { Log } from "../../base/log.ts";
import type { Relays } from "../../gateway/relays.ts";
import type { Host } from "../../mcp/host.ts";
import type { HostOptions } from "../../mcp/hostOptions.ts";
import { definitionProvider } from "../contributions.ts";
import type { Turns } from "../consent/turns.ts";
import type { Reports } from "../reports/reports.ts";
import type { Place } from "../../interpreter/places/place.ts";
import type { Configuration } from "../servers/configuration.ts";
import { Ahead, type AheadParts } from "./ahead.ts";
import { CodeInterpreter, interpreterDescription, interpreterName } from "./codeInterpreter.ts";
import { introductionOf } from "./introduction.ts";
import { clientCapabilities, Questions } from "./questions.ts";
import { Routes } from "./routes.ts";
import { type Approved, ServerDefinitions } from "./serverDefinitions.ts";
import { socketPlace } from "./socketPlace.ts";
import { registerLanguageTools } from "./tools/languageTools.ts";
import { SandboxedTools } from "./tools/sandboxedTools.ts";

export interface ChatParts extends Pick<AheadParts, "consent" | "key" | "preferred"> {
  /** Of the host that is opened later; what agents list and call passes their gate. */
  readonly relays: Relays;
  readonly configuration: Configuration;
  readonly approved?: Approved | undefined;
  readonly reports: Reports;
  /** Shared with all who ask by the editor's inputs. */
  readonly turns: Turns;
  /** Makes the place where code of agents runs, by the name of its private home. */
  readonly place: (id: string) => Promise<Place>;
  readonly version: string;
  /** Path of the picture that servers have in the editor's lists. */
  readonly picture: string;
  readonly dataDir: string;
  readonly log: Log;
}

/** All that agents and servers have to do with each other in this editor. */
export class Chat implements AsyncDisposable {
  /** What the host is made with, so that its servers can ask. */
  readonly forHost: Required<Pick<HostOptions, "answer" | "clientCapabilities">>;
  readonly #parts: ChatParts;
  readonly #questions: Questions;
  readonly #routes: Routes;
  readonly #interpreter: CodeInterpreter;
  #host: Pick<Host, "server"> = { server: () => undefined };

  constructor(parts: ChatParts) {
    const { relays, reports, turns, version, picture, dataDir, place, log } = parts;
    this.#parts = parts;
    this.#questions = new Questions({
      ...{ clients: relays.answer, reports, turns },
      host: () => this.#host,
    });
    this.#interpreter = new CodeInterpreter({ place, log });
    this.#routes = new Routes({
      ...{ version, log, place: () => socketPlace(dataDir) },
      serve: async (server) =>
        this.#isOwn(server) ? this.#interpreter.served() : relays.to(server),
      introduction: (server) => introductionOf(this.#describe(server), picture),
    });
    this.forHost = { answer: this.#questions.answer, clientCapabilities };
  }

  /** Offers the servers of the host to agents, once their definitions are there. */
  open(host: Host): Disposable {
    const { relays, configuration, consent, key, preferred, approved } = this.#parts;
    this.#host = host;
    relays.bind(host);
    const ahead = new Ahead({ host, consent, key, preferred });
    const routes = this.#routes;
    const shared = { host, configuration, ahead, isTrusted: () => workspace.isTrusted };
    const interpreter = this.#interpreter;
    const definitions = new ServerDefinitions({ ...shared, routes, approved, interpreter });
    const tools = new SandboxedTools({
      ...shared,
      relayTo: (server) => relays.to(server),
    });
    return Disposable.from(
      ...[definitions, interpreter],
      lm.registerMcpServerDefinitionProvider(definitionProvider, definitions),
      registerLanguageTools(tools),
      host.onDidNotify((notice) => this.#questions.heard(notice)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#routes[Symbol.asyncDispose]();
    await this.#interpreter[Symbol.asyncDispose]();
    this.#parts.relays[Symbol.dispose]();
  }

  #isOwn(server: string): boolean {
    return server === interpreterName && this.#host.server(server) === undefined;
  }

  #describe(server: string): string | undefined {
    if (this.#isOwn(server)) return interpreterDescription;
    return this.#host.server(server)?.definition.description;
  }
}
