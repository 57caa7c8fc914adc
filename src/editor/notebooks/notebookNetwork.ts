import { workspace } from "vscode";
import { Failure } from "../../base/failure.ts";
import { listOf } from "../../config/jsonPath.ts";
import type { Network } from "../../sandbox/sandbox.ts";
import { settings } from "../contributions.ts";
import { visibleLine } from "../words/visible.ts";

/** As the schema of servers has it. */
const host =
  /^(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?(:[0-9]{1,5})?$|^\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?$/;

const configured = (): unknown => workspace.getConfiguration().get(settings.notebookHosts);

/** What the code of notebooks may reach: the hosts that the user of this machine names. Throws `config`. */
export function networkOf(hosts: unknown = configured()): Network {
  const allow = listOf(hosts).map(String);
  const wrong = allow.find((each) => !host.test(each));
  if (wrong !== undefined)
    throw new Failure("config", `${settings.notebookHosts}: “${visibleLine(wrong)}” is no host.`, {
      remedy: "Write api.example.com, api.example.com:8443, *.example.com, npm, pypi or github.",
    });
  return allow.length === 0 ? "none" : { allow };
}

/** The same for a list of kernels. */
export function networkWords(hosts: unknown = configured()): string {
  const names = listOf(hosts).map(String);
  if (names.length === 0) return "in a sandbox without network";
  return visibleLine(`in a sandbox that reaches ${names.join(", ")}`, 80);
}
