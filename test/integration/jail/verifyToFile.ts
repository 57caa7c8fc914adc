/** Verifies the isolation of this machine for whoever runs it, and writes the report to a file. */
import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { silent } from "../../../src/base/log.ts";
import { verifyHere } from "../../../src/sandbox/local/verify/verifyHere.ts";

const [, , path = ""] = process.argv;
const report = await verifyHere({ dataDir: join(homedir(), "data"), log: silent });
await writeFile(path, JSON.stringify(report));
