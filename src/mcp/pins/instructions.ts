import type { Tool } from "../server.ts";

/** No tool has this name: one that a server calls so is kept from clients. */
export const instructionsName = "(instructions of the server)";

/**
 * What a server tells models about itself in the handshake, as an item to be pinned beside its
 * tools: it is read by a model just as their descriptions are.
 */
export function instructionsOf(instructions: string | undefined): readonly Tool[] {
  if (instructions === undefined || instructions === "") return [];
  return [{ name: instructionsName, description: instructions, inputSchema: {} }];
}

/** The tools that a server lists, with its instructions as one more. */
export const withInstructions = (
  tools: readonly Tool[],
  instructions: string | undefined,
): readonly Tool[] => [
  ...tools.filter(({ name }) => name !== instructionsName),
  ...instructionsOf(instructions),
];
