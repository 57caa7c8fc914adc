import { createHash } from "node:crypto";
import { Refusal } from "../http/refusal.ts";

/** Lets a file call pass that carries the token, or a signature made with it that still holds. */
export function authorizeFile(
  token: string,
  given: string | undefined,
  operation: "read" | "write",
  query: URLSearchParams,
): void {
  if (given === token) return;
  const signature = query.get("signature");
  if (given !== undefined || signature === null)
    throw new Refusal(401, "Access token or signature is missing or wrong");
  const expiration = query.get("signature_expiration");
  const parts = [query.get("path") ?? "", operation, query.get("username") ?? "", token];
  if (expiration !== null) parts.push(expiration);
  const hash = createHash("sha256").update(parts.join(":")).digest("base64");
  if (signature !== `v1_${hash.replace(/=+$/, "")}`)
    throw new Refusal(401, "The signature is wrong");
  if (expiration !== null && Number(expiration) < Date.now() / 1000)
    throw new Refusal(401, "The signature has expired");
}
