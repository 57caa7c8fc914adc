/** Which of a server's tools agents may have: names, in which `*` stands for any text. */
export interface ToolRules {
  /** Only these; all when absent. */
  readonly allow?: readonly string[];
  /** Not these, whatever `allow` says. */
  readonly deny?: readonly string[];
}

/** Whether the rules let agents have a tool. */
export function allows(rules: ToolRules | undefined, name: string): boolean {
  const { allow, deny = [] } = rules ?? {};
  return (allow === undefined || allow.some(fits(name))) && !deny.some(fits(name));
}

const fits =
  (name: string) =>
  (pattern: string): boolean => {
    const [first = "", ...rest] = pattern.split("*");
    const last = rest.pop();
    if (last === undefined) return name === pattern;
    if (!name.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  };
