import { expect } from "vitest";
import { certificates } from "../../../src/sandbox/certificates.ts";
import { test } from "../../fakes/folder.ts";

const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const key = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";

test("files that variables name are bound once, read-only, and the variables point to them", async ({
  folder,
}) => {
  await folder.put({ "ca.pem": certificate, "other.pem": certificate });
  const path = folder.at("ca.pem");
  const link = await folder.link("link.pem", path);
  const trust = await certificates({
    NODE_EXTRA_CA_CERTS: path,
    SSL_CERT_FILE: link,
    PIP_CERT: folder.at("other.pem"),
    SSL_CERT_DIR: folder.path,
    UNRELATED: path,
  });
  expect(trust.binds).toEqual([
    { source: path, target: "/run/mcp-sandbox/certificates/0.pem", write: false },
    { source: folder.at("other.pem"), target: "/run/mcp-sandbox/certificates/1.pem", write: false },
  ]);
  expect(trust.env).toEqual({
    NODE_EXTRA_CA_CERTS: "/run/mcp-sandbox/certificates/0.pem",
    SSL_CERT_FILE: "/run/mcp-sandbox/certificates/0.pem",
    PIP_CERT: "/run/mcp-sandbox/certificates/1.pem",
  });
  expect(trust.notes).toEqual([]);
});

test.for([
  ["a private key", certificate + key, "holds a private key"],
  ["no certificate", "hello", "holds no certificate"],
] as const)(
  "a file with %s is not handed in, and that is said",
  async ([, content, reason], { folder }) => {
    await folder.put({ "ca.pem": content });
    const trust = await certificates({ SSL_CERT_FILE: folder.at("ca.pem") });
    expect(trust).toMatchObject({ env: {}, binds: [] });
    expect(trust.notes[0]).toContain(reason);
  },
);

test("a file that is not there, and an empty variable, are no reason to fail", async ({
  folder,
}) => {
  const trust = await certificates({ SSL_CERT_FILE: folder.at("missing.pem"), PIP_CERT: "" });
  expect(trust.binds).toEqual([]);
  expect(trust.notes).toEqual([expect.stringContaining("cannot be read")]);
});
