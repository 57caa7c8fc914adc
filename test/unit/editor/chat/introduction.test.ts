import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { introductionOf } from "../../../../src/editor/chat/introduction.ts";

const picture = fileURLToPath(new URL("../../../../media/icon.png", import.meta.url));

it("a server is introduced by its description and a picture that the editor takes", async () => {
  const { description, icons = [] } = await introductionOf("Tells the time", picture);
  expect(description).toBe("Tells the time");
  expect(icons).toHaveLength(1);
  const bytes = Buffer.from(icons[0]?.src.replace("data:image/png;base64,", "") ?? "", "base64");
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  // Source: PNG, IHDR.
  expect(icons[0]?.sizes).toEqual([`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`]);
});

it("a server without description and picture is introduced by its name alone", async () => {
  expect(await introductionOf(undefined, "/no/such/picture.png")).toEqual({});
});
