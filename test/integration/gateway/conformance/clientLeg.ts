import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { actAsClient, type Wanted } from "./hostAsClient.ts";

/** Acts as the client of every scenario that is asked for at a socket; says there what went wrong. */
export async function serveClient(socketPath: string): Promise<AsyncDisposable> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {}); // the suite gave up on it
    void text(socket)
      .then((asked) => actAsClient(JSON.parse(asked) as Wanted))
      .then(
        () => socket.end(),
        (error: unknown) => socket.end(error instanceof Error ? error.message : String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
