/** The rules as the client sent them. Kept and shown; enforced only where they allow nothing at all. */
export interface Network {
  readonly allowOut?: readonly string[];
  readonly denyOut?: readonly string[];
  readonly rules?: object;
  readonly allow_internet_access?: boolean;
  readonly allowPublicTraffic?: boolean;
  readonly egressProxy?: { readonly address: string; readonly password?: string };
  readonly [more: string]: unknown;
}

const everything = "0.0.0.0/0";

/** Whether new programs get a network of their own with nothing in it. Named hosts are out of reach then, too. */
export function isOffline({ denyOut, allow_internet_access: access }: Network): boolean {
  return access === false || (denyOut ?? []).includes(everything);
}

/** Whether those who come to a port must show the sandbox's token. */
export function isPrivate({ allowPublicTraffic }: Network): boolean {
  return allowPublicTraffic === false;
}

/** A password is taken but never told. */
export function shown({
  allow_internet_access: _access,
  egressProxy,
  ...network
}: Network): Network {
  if (!egressProxy) return network;
  const { password: _password, ...proxy } = egressProxy;
  return { ...network, egressProxy: proxy };
}
