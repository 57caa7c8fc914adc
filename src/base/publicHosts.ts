const at = (domain: string, name: string): string => `${name}.${domain}`;

/** Hosts of the public registries: what package managers ask where nobody has configured another. */
export const publicHosts = {
  npm: at("npmjs.org", "registry"),
  pypi: "pypi.org",
  pypiFiles: at("pythonhosted.org", "files"),
  testPypi: at("pypi.org", "test"),
  testPypiFiles: at("pythonhosted.org", "test-files"),
  crates: ["crates.io", at("crates.io", "index"), at("crates.io", "static")],
  go: [at("golang.org", "proxy"), at("golang.org", "sum")],
} as const;
