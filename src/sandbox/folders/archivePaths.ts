import { protectedNames } from "../local/protectedNames.ts";

/**
 * The path of an archive's entry, relative and without `.`; undefined for one that may lead out of
 * the folder that it is unpacked in. Empty for that folder itself.
 */
export function safePath(name: string, platform: NodeJS.Platform): string | undefined {
  if (name === "" || name.startsWith("/") || name.includes("\0")) return undefined;
  const parts = partsOf(name);
  if (parts.includes("..")) return undefined;
  if (platform === "win32" && !parts.every(isWindowsName)) return undefined;
  return parts.join("/");
}

/**
 * Whether a link with this text stays in the folder, wherever other links lead that do so
 * themselves: it goes up first and then only down.
 *
 * @param path of the link, in folders that are none.
 */
export function staysInside(path: string, target: string, platform: NodeJS.Platform): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false;
  const parts = partsOf(target);
  const down = parts.findIndex((part) => part !== "..");
  const ups = down < 0 ? parts.length : down;
  const rest = parts.slice(ups);
  if (rest.includes("..") || ups > partsOf(path).length - 1) return false;
  return platform !== "win32" || rest.every(isWindowsName);
}

/**
 * The part of a path that programs of this machine would take for theirs and run, as in
 * `a/.git/hooks/x`: `a/.git`. Whatever letters are large, and with signs in it that some disks
 * ignore.
 */
export function protectedIn(path: string): string | undefined {
  const plain = `/${path.replaceAll(/\p{Cf}/gu, "").toLowerCase()}/`;
  const found = protectedNames.filter((name) => plain.includes(`/${name.toLowerCase()}/`));
  const depths = found.map((name) => {
    const before = plain.slice(0, plain.indexOf(`/${name.toLowerCase()}/`));
    return partsOf(before).length + partsOf(name).length;
  });
  return depths.length === 0
    ? undefined
    : partsOf(path)
        .slice(0, Math.min(...depths))
        .join("/");
}

const partsOf = (path: string): string[] =>
  path.split("/").filter((part) => part !== "" && part !== ".");

/** Neither a device, nor another disk, stream or short name, nor what Windows cuts off. */
function isWindowsName(name: string): boolean {
  return (
    !/[<>:"|?*\\\u0000-\u001f]|[. ]$|~\d/.test(name) &&
    !/^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i.test(name)
  );
}
