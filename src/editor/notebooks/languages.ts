import type { Language } from "../../interpreter/engine.ts";

/** A language that notebooks run, by its name for people and by the editor's own words for it. */
export interface NotebookLanguage {
  readonly language: Language;
  readonly name: string;
  /** Of cells; the first is what new ones get. */
  readonly editorIds: readonly string[];
}

export const notebookLanguages: readonly NotebookLanguage[] = [
  { language: "python", name: "Python", editorIds: ["python"] },
  { language: "javascript", name: "JavaScript", editorIds: ["javascript"] },
  { language: "typescript", name: "TypeScript", editorIds: ["typescript"] },
  // Notebook files say `bash` where the editor says `shellscript`.
  { language: "bash", name: "Bash", editorIds: ["shellscript", "bash"] },
];

/** What people call a language. */
export function languageName(language: Language): string {
  return notebookLanguages.find((each) => each.language === language)?.name ?? language;
}
