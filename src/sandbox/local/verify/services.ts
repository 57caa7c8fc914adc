import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { networkInterfaces } from "node:os";

/** Ports of the host's services; 0 where this machine cannot offer one. */
export interface Ports {
  readonly loopback: number;
  readonly loopback6: number;
  readonly lan: number;
  readonly udp: number;
  /** On 127.0.0.1, granted to the allow-list. */
  readonly granted: number;
  /** On 127.0.0.1 and on 127.0.0.2, granted to nobody. */
  readonly any: number;
}

/** Services of the host that no jail may reach, but for the granted one. All of them listen on this machine's own addresses. */
export class Services implements AsyncDisposable {
  /** An address of this machine that is not loopback; empty where it has none. */
  readonly lanAddress = ownAddress();
  readonly #heard: (text: string) => void;
  readonly #closers: (() => Promise<void>)[] = [];

  /** `heard` is told whatever any of them receives. */
  constructor(heard: (text: string) => void) {
    this.#heard = heard;
  }

  async open(): Promise<Ports> {
    const any = await this.tcp("127.0.0.1");
    await this.tcp("127.0.0.2", any);
    return {
      any,
      loopback: await this.tcp("127.0.0.1"),
      loopback6: await this.tcp("::1"),
      lan: this.lanAddress === "" ? 0 : await this.tcp(this.lanAddress),
      udp: await this.#udp(this.lanAddress === "" ? "127.0.0.1" : this.lanAddress),
      granted: await this.tcp("127.0.0.1"),
    };
  }

  async tcp(host: string, port = 0): Promise<number> {
    const server = await this.#listen({ host, port });
    const address = server?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Does nothing where the path is too long for a socket. */
  async unix(path: string): Promise<void> {
    await this.#listen({ path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()));
  }

  async #listen(
    where: { host: string; port: number } | { path: string },
  ): Promise<Server | undefined> {
    const links = new Set<Socket>();
    const server = createServer((link) => {
      links.add(link);
      let text = "";
      link.on("close", () => links.delete(link));
      link.on("error", () => {});
      link.on("data", (data: Buffer) => {
        text = (text + data.toString("latin1")).slice(-65_536);
        this.#heard(text);
        link.write("ok\n");
      });
    });
    const listening = once(server, "listening");
    server.listen(where);
    if (!(await settles(listening))) return undefined;
    this.#closers.push(async () => {
      for (const link of links) link.destroy();
      const closed = once(server, "close");
      server.close();
      await closed;
    });
    return server;
  }

  async #udp(host: string): Promise<number> {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    socket.on("message", (data) => this.#heard(data.toString("latin1")));
    const listening = once(socket, "listening");
    socket.bind(0, host);
    if (!(await settles(listening))) return 0;
    this.#closers.push(async () => {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    });
    return socket.address().port;
  }
}

function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "";
}

/** `once` rejects at an `error`, after which nothing listens. */
function settles(listening: Promise<unknown>): Promise<boolean> {
  return listening.then(
    () => true,
    () => false,
  );
}
