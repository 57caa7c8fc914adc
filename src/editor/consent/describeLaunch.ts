import type { Context } from "../../config/context.ts";
import { type LaunchText, launchText } from "../../config/launchText/launchText.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";
import { toDefinition } from "../../config/toDefinition.ts";
import { prepared } from "../../mcp/prepare.ts";
import type { Provider } from "../../sandbox/sandbox.ts";

/** What of a launch stands outside of its entry, asked each time. */
export interface Around {
  readonly context: () => Context;
  /** Where a server runs whose entry does not say it. */
  readonly preferred: () => Promise<Provider>;
  readonly allowBare: () => boolean;
}

/**
 * What a start of this server would be, worked out as the start itself does, but for secrets: no
 * one is asked for any, and none is looked up. Rejects with `config` or `untrusted`.
 */
export async function describeLaunch(config: ServerConfig, around: Around): Promise<LaunchText> {
  const { preferred, allowBare } = around;
  const context = around.context();
  const secret = async (name: string): Promise<string> => `\${secret:${name}}`;
  const launch = await toDefinition(config, { ...context, secret }).resolve();
  return launchText(config, {
    command: launch.command,
    sandbox: prepared(launch).sandbox,
    provider: launch.sandbox.provider ?? (await preferred()),
    allowBare: allowBare(),
    context,
  });
}
