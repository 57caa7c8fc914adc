import { Disposable, type Memento } from "vscode";
import { Approvals } from "./approvals.ts";
import { Consents } from "./consents.ts";
import { type Around, describeLaunch } from "./describeLaunch.ts";
import { LaunchDocuments } from "./launchDocuments.ts";
import { LaunchQuestions } from "./launchQuestions.ts";
import { reviewServers } from "./reviewServers.ts";
import { Turns } from "./turns.ts";

/** The user's word on launches, and the ways to give it and to look at it. */
export interface ConsentViews extends Disposable {
  readonly consents: Consents;
  /** Whoever else asks by the same inputs takes turns with these questions. */
  readonly turns: Turns;
  /** Lists what was allowed in this workspace. */
  review(): Promise<void>;
  /** Shows the question about a server again that was put off. */
  show(server: string): void;
}

/** `memory` is the workspace's. */
export function showConsents(
  memory: Pick<Memento, "get" | "update">,
  around: Around,
): ConsentViews {
  const documents = new LaunchDocuments();
  const turns = new Turns();
  const questions = new LaunchQuestions(documents, turns);
  const consents = new Consents({
    approvals: new Approvals(memory),
    describe: (config) => describeLaunch(config, around),
    ask: (question, signal) => questions.ask(question, signal),
  });
  const parts = Disposable.from(consents, questions, documents);
  return {
    consents,
    turns,
    review: () => reviewServers(consents, documents),
    show: (server) => questions.show(server),
    dispose: () => void parts.dispose(),
  };
}
