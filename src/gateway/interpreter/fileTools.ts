import { Failure } from "../../base/failure.ts";
import { structured } from "./result.ts";
import type { Act } from "./toolCall.ts";

const mostBytes = 10 * 1024 * 1024;

export const uploadFile: Act = async ({ args, place, signal }) => {
  const path = String(args["path"]);
  const content = String(args["content"]);
  const isBinary = args["encoding"] === "base64";
  if (isBinary && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content))
    throw new Failure("invalidArguments", "The content is no base64.");
  const data = Buffer.from(content, isBinary ? "base64" : "utf8");
  await place.files.write(path, data, { signal });
  return structured({ path, size: data.length });
};

/** A picture comes as one, text as text, and all else in base64. */
export const downloadFile: Act = async ({ args, place, signal }) => {
  const path = String(args["path"]);
  const bytes = Buffer.from(await place.files.read(path, { signal, maxBytes: mostBytes }));
  const about = { path, size: bytes.length };
  const picture = pictureType(bytes);
  if (picture !== undefined)
    return {
      content: [{ type: "image", data: bytes.toString("base64"), mimeType: picture }],
      structuredContent: { ...about, encoding: "base64" },
    };
  const text = textIn(bytes);
  const encoding = text === undefined ? "base64" : "utf-8";
  const content = text ?? bytes.toString("base64");
  return {
    content: [{ type: "text", text: content }],
    structuredContent: { ...about, encoding, content },
  };
};

/** By its first bytes. */
function pictureType(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from("89504e470d0a1a0a", "hex"))) return "image/png";
  if (bytes.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex"))) return "image/jpeg";
  return undefined;
}

function textIn(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
