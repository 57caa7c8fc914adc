import { defineConfig } from "oxlint";
import type { OxlintOverride } from "oxlint";

/**
 * The room table: what each folder of `src` may import from its neighbours.
 * `types` may only be named in types; what is not listed may not be imported at all.
 */
const rooms = {
  base: { imports: [], types: [] },
  sandbox: { imports: ["base"], types: [] },
  mcp: { imports: ["base", "sandbox"], types: [] },
  interpreter: { imports: ["base", "sandbox"], types: [] },
  gateway: { imports: ["base", "mcp", "interpreter"], types: ["sandbox"] },
  config: { imports: ["base"], types: ["mcp", "sandbox"] },
  panel: { imports: [], types: ["mcp", "interpreter"] },
  editor: {
    imports: ["base", "mcp", "interpreter", "gateway", "config", "panel"],
    types: ["sandbox"],
  },
  cli: {
    imports: ["base", "sandbox", "mcp", "interpreter", "gateway", "config"],
    types: [],
  },
  // What extension.ts joins and no room may know: a piece of it, without the editor's own module.
  wiring: {
    imports: ["base", "sandbox", "mcp", "interpreter", "gateway", "config", "editor"],
    types: [],
  },
} satisfies Record<string, { imports: string[]; types: string[] }>;

type Room = keyof typeof rooms;
const everyRoom = Object.keys(rooms) as Room[];

/** Libraries that one place alone may know. */
const libraries = [
  { name: /^vscode$/, home: ["editor", "extension"] },
  { name: /^@modelcontextprotocol\/client/, home: ["mcp", "gateway"] },
  { name: /^@modelcontextprotocol\/(sdk|server)/, home: ["gateway"] },
  { name: /^commander$/, home: ["cli"] },
];

/** Import rules for a room, or for a file beside the rooms (`prefix` leads from it to them). */
function restrict(
  self: string,
  prefix: string,
  { imports, types }: { readonly imports: readonly string[]; readonly types: readonly string[] },
): NonNullable<OxlintOverride["rules"]> {
  const denied = everyRoom.filter(
    (room) => room !== self && !imports.includes(room) && !types.includes(room),
  );
  const patterns = [
    { rooms: denied, allowTypeImports: false, message: `${self} may not import this room.` },
    { rooms: types, allowTypeImports: true, message: `${self} may import types only from here.` },
  ]
    .filter((rule) => rule.rooms.length > 0)
    .map(({ rooms: names, ...rule }) => ({ regex: `${prefix}(${names.join("|")})[./]`, ...rule }));
  const foreign = libraries
    .filter((library) => !library.home.includes(self))
    .map((library) => ({
      regex: library.name.source,
      allowTypeImports: false,
      message: `Only ${library.home.join(", ")} may import this library.`,
    }));
  const outside = {
    regex: String.raw`^(\.\./)+(test|media|\.ci)/`,
    message: "Source stands alone.",
  };
  return { "no-restricted-imports": ["error", { patterns: [...patterns, ...foreign, outside] }] };
}

const up = String.raw`^(\.\./)+`;
const beside = String.raw`^\./`;

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "node"],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  categories: { correctness: "error", suspicious: "error" },
  ignorePatterns: ["dist", "playground", ".vscode-test", ".ci/editor"],
  rules: {
    eqeqeq: "error",
    "no-var": "error",
    "prefer-const": "error",
    "no-param-reassign": "error",
    "no-shadow": "off",
    "no-await-in-loop": "off",
    "no-control-regex": "off",
    "no-underscore-dangle": "off",
    "import/no-cycle": ["error", { ignoreTypes: true }],
    "import/no-self-import": "error",
    "import/no-unassigned-import": "off",
    "unicorn/no-useless-spread": "off",
    "unicorn/consistent-function-scoping": "off",
    "node/no-path-concat": "error",
    "promise/always-return": "off",
    "typescript/ban-ts-comment": "error",
    // The compiler's noImplicitReturns says the same and knows which switches are exhaustive.
    "typescript/consistent-return": "off",
    "typescript/consistent-type-imports": "error",
    "typescript/no-deprecated": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-import-type-side-effects": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/only-throw-error": "error",
    "typescript/prefer-promise-reject-errors": "error",
    "typescript/prefer-readonly": "error",
    "typescript/return-await": ["error", "error-handling-correctness-only"],
    "typescript/switch-exhaustiveness-check": "error",
  },
  overrides: [
    {
      files: ["test/**"],
      rules: {
        // A fixture that needs no other fixture is written `({}, use)`.
        "no-empty-pattern": "off",
        // Matchers such as `expect.stringContaining` are `any`.
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-return": "off",
      },
    },
    {
      // Servers that run as they are in sandboxes of any Node: plain JavaScript without types.
      files: ["test/fixtures/**/*.mjs"],
      rules: {
        "typescript/no-unsafe-argument": "off",
        "typescript/no-unsafe-call": "off",
        "typescript/no-unsafe-member-access": "off",
        "typescript/no-deprecated": "off",
      },
    },
    ...everyRoom.map((room) => ({
      files: [`src/${room}/**`],
      rules: restrict(room, up, rooms[room]),
    })),
    {
      files: ["src/cli.ts"],
      rules: restrict("cli.ts", beside, {
        imports: [...rooms.cli.imports, "cli"],
        types: [],
      }),
    },
    {
      files: ["src/extension.ts"],
      rules: restrict("extension", beside, {
        imports: everyRoom.filter((room) => room !== "cli"),
        types: [],
      }),
    },
  ],
});
