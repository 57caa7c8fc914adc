import type { Attack, Evidence, Group } from "./attack.ts";

type Row = readonly [id: string, title: string, evidence?: Evidence];

export function rows(group: Group, usual: Evidence, list: readonly Row[]): Attack[] {
  return list.map(([id, title, evidence]) => ({ id, group, title, evidence: evidence ?? usual }));
}

const reads = rows("reads", "secret", [
  ["R1", "a key in ~/.ssh"],
  ["R2", "a file in the home folder"],
  ["R3", "a file in the host's temporary folder"],
  ["R4", "a file through /proc/self/root"],
  ["R5", "a file through the root or folder of another process"],
  ["R6", "a file behind a link in a granted folder"],
  ["R7", "a file above a granted folder"],
  ["R8", "a file through a descriptor left open"],
  ["R9", "/etc/shadow", "word"],
  ["R10", "the disk under the file system", "word"],
  ["R11", "a file by its handle, without a path"],
  ["R12", "the host's own folders", "word"],
  ["R13", "a file through another process's descriptors"],
  ["R14", "events of the host's files", "word"],
]);

const secrets = rows("secrets", "secret", [
  ["E1", "the host's environment in its own"],
  ["E2", "the environment of a host process"],
  ["E3", "the environment of any process"],
  ["E4", "a secret on a command line"],
  ["E5", "the server's secret in the host's list of processes", "host"],
  ["E6", "a key of the kernel's keyring"],
]);

const writes = rows("writes", "host", [
  ["W1", "a file in the home folder"],
  ["W2", "a file in the host's temporary folder"],
  ["W3", "a program in /usr/local/bin"],
  ["W4", "a file in /etc"],
  ["W10", "a file behind a link in a granted folder"],
  ["W11", "a file by a hard link"],
  ["W12", "a set-uid file in a granted folder"],
  ["W13", "a device in a granted folder"],
  ["W14", "settings of the kernel", "word"],
  ["W15", "a read-only mount made writable"],
  ["W16", "a mount taken away", "word"],
  ["W20", "a set-gid file in a granted folder"],
  ["W21", "a file with capabilities", "word"],
  ["W22", "a file that its owner cannot delete", "word"],
]);

const planted = rows("planted", "host", [
  ["W5", "a git hook"],
  ["W6", "a command in .git/config"],
  ["W8", "a task of the editor"],
  ["W9", "the hooks or config of a nested repository"],
  ["W23", "the same of one that lies deep"],
  ["W24", "the same of one with a newline and quotes in its name"],
  ["W25", "the hooks or config of a submodule"],
  ["W26", "the pointer of a git worktree"],
  ["W27", "another folder of hooks and config, by a commondir that was absent"],
  ["W30", "another config, by a config.worktree that was absent"],
  ["W17", "shell files that were absent"],
  ["W18", "an .mcp.json that was absent"],
  ["W28", "tools' folders that were absent"],
  ["W31", "a workflow of GitHub that was absent"],
  ["W32", "a .gitmodules that was absent"],
  ["W33", "a shell file behind a flood of changes"],
  ["W29", "a repository where there was none"],
  ["W7", "a repository moved away and replaced"],
]);

const granted: Attack = {
  id: "W19",
  group: "writes",
  title: "a plain file in a folder granted for writing",
  evidence: "host",
  granted: true,
};

export const fileAttacks: readonly Attack[] = [
  ...reads,
  ...secrets,
  ...writes,
  granted,
  ...planted,
];
