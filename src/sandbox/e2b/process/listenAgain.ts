import type { Sandbox } from "e2b";
import { within } from "../../../base/within.ts";
import { orders, type Positions } from "./frames.ts";
import { listen, type Listening, type ListeningEnd } from "./listening.ts";
import type { ProgramTimes } from "./machineLink.ts";
import { afterMarker, newWord, type Take } from "./marker.ts";

/** Where a relay is, and what it is known by, since a number may be another process's after a restart. */
export interface RelayAddress {
  readonly box: Sandbox;
  readonly pid: number;
  readonly word: string;
}

export interface Again {
  readonly relay: RelayAddress;
  readonly times: ProgramTimes;
  /** Greater than that of all times before. */
  readonly number: number;
  /** What has been received. */
  readonly from: Positions;
  /** Takes what the relay says from there on. */
  readonly hear: Take;
}

/**
 * Listens to a relay again, from where it was. Gives the stream, or how it ended instead, or
 * undefined when nothing was heard over it. Never rejects.
 */
export async function listenAgain(again: Again): Promise<Listening | ListeningEnd | undefined> {
  const { relay, times, hear } = again;
  const { commands } = relay.box;
  const word = newWord();
  let find = (): void => {};
  const found = new Promise<"found">((resolve) => (find = () => resolve("found")));
  const stdout = afterMarker(word, () => {
    find();
    return hear;
  });
  let listening: Listening | undefined;
  try {
    const most = { requestTimeoutMs: times.inputMs };
    const hearing = { stdout, stderr: () => {} };
    listening = await listen(
      (callbacks) => commands.connect(relay.pid, { ...callbacks, ...most }),
      hearing,
    );
    const order = orders.again(again.number, word, again.from, relay.word);
    await commands.sendStdin(relay.pid, order, { requestTimeoutMs: times.againMs });
    const heard = await within(times.againMs, Promise.race([found, listening.end]));
    if (heard === "found") return listening;
    await listening.close();
    return heard;
  } catch (error) {
    await listening?.close();
    const isMissing = (error as Error).name === "NotFoundError";
    return isMissing ? { kind: "ended", code: -1, status: "" } : { kind: "cut" };
  }
}
