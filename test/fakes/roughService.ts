import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Manner = (response: ServerResponse, request: IncomingMessage) => void;

/** A code-interpreter service that answers as each test wants it, by `METHOD /path`. */
export class RoughService implements AsyncDisposable {
  readonly url: string;
  readonly asked: IncomingMessage[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(manners: Readonly<Record<string, Manner>>): Promise<RoughService> {
    const all: Readonly<Record<string, Manner>> = { ...polite, ...manners };
    const server = createServer((request, response) => {
      service.asked.push(request);
      const manner = all[`${request.method} ${request.url}`];
      request.resume();
      if (manner === undefined) response.writeHead(404).end("Not Found");
      else manner(response, request);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const service = new RoughService(server);
    return service;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Lines of a run's answer. */
export const told = (...lines: object[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

const polite: Readonly<Record<string, Manner>> = {
  "GET /health": (response) => response.end('"OK"'),
  "POST /contexts": (response) =>
    response.end(JSON.stringify({ context_id: "c1", language: "python", cwd: "/" })),
  "DELETE /contexts/c1": (response) => response.end(),
};
