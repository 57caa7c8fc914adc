import { structured } from "./result.ts";
import type { Act } from "./toolCall.ts";

/** That all is not well is what was asked for, and no failure of the tool. */
export const healthCheck: Act = async ({ place, signal }) => {
  const { status, url, code, body } = await place.health(signal);
  return structured({
    status,
    sandbox_url: url,
    response_code: code ?? null,
    response_body: body,
    timestamp: new Date().toISOString(),
  });
};
