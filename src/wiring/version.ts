/** The version that the manifest gives. */
export function versionOf({
  extension,
}: {
  readonly extension: { readonly packageJSON: unknown };
}): string {
  const manifest = extension.packageJSON;
  const isKnown = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isKnown ? String(manifest.version) : "unknown";
}
