import { expect, it } from "vitest";
import { hostOf } from "./hostOf.ts";
import { modernProgram } from "./modernProgram.ts";

const key = "io.modelcontextprotocol/clientCapabilities";

it.each([
  [undefined, { sampling: {}, elicitation: { form: {} } }],
  [{}, {}],
  [{ sampling: { tools: {} } }, { sampling: { tools: {} } }],
  // Nobody here would answer what the host has not declared.
  [{ sampling: {}, roots: {}, extensions: {} }, { sampling: {} }],
])("a server of 2026 hears on behalf of %j that it may ask for %j", async (given, heard) => {
  let meta: Readonly<Record<string, unknown>> = {};
  const server = modernProgram({
    look: {
      call: (_, call) => {
        ({ meta } = call);
        return { resultType: "complete", content: [] };
      },
    },
  });
  const clientCapabilities = { sampling: {}, elicitation: { form: {} } };
  await using world = hostOf({ server }, {}, { clientCapabilities });
  await world.host.callTool("server", "look", {}, { capabilities: given });
  expect(meta[key]).toEqual(heard);
});
