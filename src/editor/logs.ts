import { type Disposable, type LogOutputChannel, window } from "vscode";
import type { Log } from "../base/log.ts";

/** The log channels: one for each server, made when it first has something to say. */
export class Logs implements Disposable {
  readonly #channels = new Map<string, LogOutputChannel>();
  /** What is not about one server. */
  readonly own: Log = this.#lazily("MCP Sandbox");

  /** The log of one server. */
  readonly of = (server: string): Log => this.#lazily(nameOf(server));

  /** Opens the log of a server, or our own, without taking the focus. */
  show(server?: string): void {
    this.#channel(server === undefined ? "MCP Sandbox" : nameOf(server)).show(true);
  }

  dispose(): void {
    for (const channel of this.#channels.values()) channel.dispose();
    this.#channels.clear();
  }

  #lazily(name: string): Log {
    return {
      trace: (message) => this.#channel(name).trace(message),
      debug: (message) => this.#channel(name).debug(message),
      info: (message) => this.#channel(name).info(message),
      warn: (message) => this.#channel(name).warn(message),
      error: (message) => this.#channel(name).error(message),
    };
  }

  #channel(name: string): LogOutputChannel {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    const channel = window.createOutputChannel(name, { log: true });
    this.#channels.set(name, channel);
    return channel;
  }
}

function nameOf(server: string): string {
  return `MCP Sandbox: ${server}`;
}
