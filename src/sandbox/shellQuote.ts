/** A word that a POSIX shell reads back as it was. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
