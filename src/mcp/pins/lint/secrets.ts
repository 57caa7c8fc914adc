import { firstOf, type Match } from "./finding.ts";

const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /\.ssh\b|\bid_(?:rsa|ed25519|ecdsa|dsa)\b|\bauthorized_keys\b|\bknown_hosts\b|\.gnupg\b/i,
    "Names keys of SSH or GPG.",
  ],
  [
    /\.aws[/\\]|\.kube[/\\]config|\.docker[/\\]config|\bapplication_default_credentials\b|\.azure[/\\]/i,
    "Names the credentials of a cloud.",
  ],
  [
    /\.(?:netrc|npmrc|pypirc|git-credentials|pgpass|bash_history|zsh_history)\b|\bmcp\.json\b|\bclaude_desktop_config\b|(?:^|[\s`'"(/\\])\.env\b(?!\.example)|\bsecrets?\.(?:ya?ml|json|toml)\b/i,
    "Names a file that holds secrets.",
  ],
  [
    /\/etc\/(?:passwd|shadow|sudoers)\b|\bcookies\.sqlite\b|\bwallet\.dat\b/i,
    "Names a file of the system that holds secrets.",
  ],
  [
    /\b(?:seed|recovery) phrase\b|\bmnemonic phrase\b|\bone-time (?:code|password)\b|\bsaved (?:logins|passwords)\b|\bbrowser cookies\b|\bprivate key of (?:the|your) (?:wallet|user)\b|\bssh private key\b/i,
    "Wants a secret of the user.",
  ],
  [
    /\bsystem[ _]prompt\b|\byour hidden (?:rules|prompt)\b|\bconversation history\b|\bcontents? of (?:the )?(?:\w+ )?(?:private key|password)/i,
    "Wants what only the model knows.",
  ],
  [
    /\b(?:include|provide|supply|put|pass|send|give|gather|collect|upload|attach|asks? for|needs?|enter|read)\b[^.!?\n]{0,40}?\b(?:your|user['’]?s?|all|their|any)\b[^.!?\n]{0,40}?\b(?:api keys?|access tokens?|tokens|passwords?|credentials|secrets?|pin)\b/i,
    "Asks for a secret of the user.",
  ],
];

/** Secrets, or the places where they are kept. */
export const secret = (text: string): Match | undefined => firstOf(patterns, text);
