/** `npm test`: set-up, then every suite, then one line that says what they came to. */
import { runOnNode24 } from "./node24.mjs";
import { setUp } from "./setup.mjs";

await setUp("test");
process.exitCode = await runOnNode24(".ci/test.ts");
