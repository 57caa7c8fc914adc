import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceAddress } from "../../src/interpreter/service/address.ts";

/** A code interpreter of the fake at an address of its own, as a self-hosted one is. */
export class ServiceDoor implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open({ url, headers }: ServiceAddress): Promise<ServiceDoor> {
    const server = createServer((asked, answer) => {
      const { method, url: path } = asked;
      const onward = request(`${url}${path}`, {
        method,
        headers: { ...asked.headers, ...headers },
      });
      onward.on("response", (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers);
        answer.flushHeaders();
        response.pipe(answer);
        response.on("error", () => answer.destroy());
      });
      onward.on("error", () => answer.destroy());
      answer.on("close", () => onward.destroy());
      asked.pipe(onward);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ServiceDoor(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
