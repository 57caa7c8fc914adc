import type { PresetHost } from "./preset.ts";

export interface RegistryUrl {
  /** Without user name and password. */
  readonly url: string;
  readonly host: PresetHost;
  readonly hadCredentials: boolean;
}

/** An http(s) address of a registry from the user's configuration; undefined for anything else. */
export function registryUrl(written: string): RegistryUrl | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const hadCredentials = url.username !== "" || url.password !== "";
  url.username = "";
  url.password = "";
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const reach = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname) ? "loopback" : "private";
  return { url: url.href, host: { host: `${url.hostname}:${port}`, reach }, hadCredentials };
}

export function loginNote(service: string, host: string): string {
  return (
    `${service} ${host} is used with a login on this machine. The login is not handed into the ` +
    "sandbox, so packages that need it cannot be installed there."
  );
}
