import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readSettings } from "../../../src/config/settingsFile.ts";

it("the sample workspace's servers are sound", async () => {
  const file = fileURLToPath(new URL("../../../.vscode/settings.json", import.meta.url));
  const { servers, problems, notes } = (await readSettings(file)).parse();
  expect({ problems, notes }).toEqual({ problems: [], notes: [] });
  expect(servers.map(({ name }) => name)).toEqual(["filesystem", "everything", "clock"]);
});
