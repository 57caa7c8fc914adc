/**
 * Makes a script of what may be written as a module. Only what is at hand: imports become awaited
 * ones, `const` of a cell may be declared again by another, `export` is left out. Line numbers stay.
 */
export const rewrite = String.raw`
const words = /[\w$\u0080-\uffff]/;
/** Behind these a slash begins a regular expression. */
const before = /(^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|await|yield))$/;

/** Where a string, comment, template or regular expression that begins here ends; or here. */
function skipped(code, at, significant) {
  const two = code.substr(at, 2);
  const from = (end, size) => (end < 0 ? code.length : end + size);
  if (two === "//") return from(code.indexOf("\n", at), 0);
  if (two === "/*") return from(code.indexOf("*/", at + 2), 2);
  const mark = code[at];
  if (mark === '"' || mark === "'") return quoted(code, at, mark);
  if (mark === "\x60") return template(code, at);
  if (mark === "/" && before.test(significant)) return expression(code, at);
  return at;
}

function quoted(code, at, mark) {
  for (let i = at + 1; i < code.length; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === mark || code[i] === "\n") return i + 1;
  }
  return code.length;
}

function expression(code, at) {
  let inClass = false;
  for (let i = at + 1; i < code.length && code[i] !== "\n"; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === "[") inClass = true;
    else if (code[i] === "]") inClass = false;
    else if (code[i] === "/" && !inClass) return i + 1;
  }
  return at + 1;
}

function template(code, at) {
  for (let i = at + 1; i < code.length; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === "\x60") return i + 1;
    else if (code[i] === "$" && code[i + 1] === "{") i = hole(code, i + 2) - 1;
  }
  return code.length;
}

function hole(code, at) {
  for (let depth = 1, i = at; i < code.length; i++) {
    const end = skipped(code, i, "");
    if (end > i && code[i] !== "/") i = end - 1;
    else if (code[i] === "{") depth++;
    else if (code[i] === "}" && --depth === 0) return i + 1;
  }
  return code.length;
}

const importing = /^import\s*(?:([\w$*{][^"';]*?)\s*from\s*)?("[^"\n]*"|'[^'\n]*')(?:\s*with\s*\{[^}]*\})?/;
const lines = (text) => text.replace(/[^\n]/g, "");

function imported(whole, names, from) {
  const loaded = "await __import(" + from + ")" + lines(whole);
  if (names === undefined) return loaded;
  const all = names.match(/^([\w$]+)?\s*,?\s*(?:\*\s*as\s+([\w$]+)|\{([^}]*)\})?\s*$/);
  if (!all) return undefined;
  const [, main, space, some] = all;
  if (space) return "let " + space + " = " + loaded + (main ? "; let " + main + " = " + space + ".default" : "");
  const parts = some === undefined ? [] : [some.trim().replace(/\s+as\s+/g, ": ").replace(/\s+/g, " ")];
  if (main) parts.unshift("default: " + main);
  return "let { " + parts.join(", ") + " } = " + loaded;
}

/** What stands for the word at hand, and how much of the code it stands for. */
function replaced(code, at, word, depth) {
  const rest = code.slice(at);
  if (word === "import") {
    if (/^import\s*\(/.test(rest)) return ["__import", word.length];
    if (/^import\s*\.\s*meta\b/.test(rest)) return ["__import.meta", rest.match(/^import\s*\.\s*meta/)[0].length];
    const found = depth === 0 && rest.match(importing);
    const instead = found ? imported(...found) : undefined;
    if (instead !== undefined) return [instead + ";", found[0].length];
  }
  if (depth > 0) return undefined;
  if (word === "const") return ["let  ", word.length];
  const exported = word === "export" && rest.match(/^export\s+(?:default\s+)?(?=[\w$({["'\x60])/);
  return exported ? [lines(exported[0]), exported[0].length] : undefined;
}

function rewritten(code) {
  let made = "";
  let significant = "";
  let depth = 0;
  for (let at = 0; at < code.length; ) {
    const end = skipped(code, at, significant);
    if (end > at) {
      made += code.slice(at, end);
      if (!/^\/[/*]/.test(code.substr(at, 2))) significant = '"';
      at = end;
    } else if (words.test(code[at])) {
      let stop = at + 1;
      while (stop < code.length && words.test(code[stop])) stop++;
      const word = code.slice(at, stop);
      const [instead, size] = (significant !== "." && replaced(code, at, word, depth)) || [word, word.length];
      made += instead;
      significant = word;
      at += size;
    } else {
      const mark = code[at++];
      made += mark;
      if ("({[".includes(mark)) depth++;
      if (")}]".includes(mark)) depth--;
      if (!/\s/.test(mark)) significant = mark;
    }
  }
  return made;
}
`;
