/** What is wrong with the name of a new file or folder; `undefined` when it may be taken. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "Enter a name.";
  if (name.startsWith("/")) return "The name starts below the folder: no / in front.";
  const parts = name.replace(/\/$/, "").split("/");
  if (parts.some((part) => part === "")) return "Between two / there is a name.";
  if (parts.some((part) => part === "." || part === "..")) return "`.` and `..` are no names.";
  return name.includes("\0") ? "A name cannot hold this character." : undefined;
}
