/** `npm start`: set-up, then the editor with the extension and a workspace to try it in. */
import { runOnNode24 } from "./node24.mjs";
import { setUp } from "./setup.mjs";

await setUp("start");
process.exitCode = await runOnNode24(".ci/start.ts");
