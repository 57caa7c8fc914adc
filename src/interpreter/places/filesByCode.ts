import { posix } from "node:path";
import { Failure } from "../../base/failure.ts";
import { Contexts } from "../contexts.ts";
import type { Engine } from "../engine.ts";
import type { FileOptions, PlaceFiles } from "./place.ts";

/** What one run writes; more is written by several, so that no request grows large. */
const pieceBytes = 2 * 1024 * 1024;

/** Files through Python, where there is no other way to them. */
export class FilesByCode implements PlaceFiles {
  readonly #contexts: Contexts;

  constructor(engine: Engine) {
    // Text in base64 is longer by a third, and a file may be large.
    this.#contexts = new Contexts({ engine, provider: "", maxOutputBytes: 1024 * 1024 * 1024 });
  }

  async read(
    path: string,
    { signal, maxBytes }: FileOptions & { readonly maxBytes: number },
  ): Promise<Uint8Array> {
    const code = `import base64, os
with open(${JSON.stringify(path)}, "rb") as file:
    size = os.fstat(file.fileno()).st_size
    print("large" if size > ${maxBytes} else base64.b64encode(file.read()).decode())`;
    const text = (await this.#run(path, "read", code, signal)).trim();
    if (text !== "large") return Buffer.from(text, "base64");
    throw new Failure("fileFailed", `${path} cannot be read: it is larger than ${maxBytes} bytes.`);
  }

  async write(path: string, data: Uint8Array, { signal }: FileOptions): Promise<void> {
    const folder = posix.dirname(path);
    for (let at = 0; at === 0 || at < data.length; at += pieceBytes) {
      const piece = Buffer.from(data.subarray(at, at + pieceBytes)).toString("base64");
      const code = `import base64, os
os.makedirs(${JSON.stringify(folder)}, exist_ok=True)
with open(${JSON.stringify(path)}, "${at === 0 ? "wb" : "ab"}") as file:
    written = file.write(base64.b64decode("${piece}"))`;
      await this.#run(path, "written", code, signal);
    }
  }

  /** What the code printed. */
  async #run(path: string, doing: string, code: string, signal?: AbortSignal): Promise<string> {
    if (path === "" || path.includes("\0"))
      throw new Failure("fileFailed", `${JSON.stringify(path)} is no path.`);
    const context = await this.#contexts.defaultOf("python");
    const printed: string[] = [];
    const { error } = await context.run(code, {
      ...(signal !== undefined && { signal }),
      onOutput: (output) => {
        if (output.kind === "stream" && output.stream === "stdout") printed.push(output.text);
      },
    });
    if (error === undefined) return printed.join("");
    if (error.name === "FileNotFoundError")
      throw new Failure("fileNotFound", `${path} is not there.`);
    throw new Failure("fileFailed", `${path} cannot be ${doing}: ${error.value}.`);
  }
}
