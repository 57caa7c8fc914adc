import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  commands,
  contextKeys,
  contextValues,
  definitionProvider,
  languageTools,
  schemes,
  settings,
  viewContainer,
  views,
} from "../../../src/editor/contributions.ts";

interface Item {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      command: string;
      title: string;
      category: string;
      icon?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly Item[]>>;
    readonly keybindings: readonly Item[];
    readonly views: Readonly<Record<string, readonly { id: string; when?: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; contents: string }[];
    readonly configuration: readonly { properties: Readonly<Record<string, { scope?: string }>> }[];
    readonly mcpServerDefinitionProviders: readonly { id: string }[];
    readonly languageModelTools: readonly LanguageTool[];
    readonly walkthroughs: readonly { steps: readonly Step[] }[];
  };
}

interface LanguageTool {
  readonly name: string;
  readonly modelDescription: string;
  readonly inputSchema: { readonly properties: Readonly<Record<string, object>> };
}

interface Step {
  readonly description: string;
  readonly media: { readonly markdown: string };
  readonly completionEvents: readonly string[];
}

const file = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(file("package.json")) as Manifest;
const { contributes } = manifest;
const ids: readonly string[] = Object.values(commands);
const menuItems = Object.values(contributes.menus).flat();
const declaredViews = contributes.views[viewContainer] ?? [];
const clauses = [...declaredViews, ...menuItems, ...contributes.keybindings].map(
  ({ when = "" }) => when,
);

describe("the manifest and the code agree on", () => {
  test("commands", () => {
    expect(contributes.commands.map(({ command }) => command).toSorted()).toEqual(ids.toSorted());
  });

  test("views", () => {
    expect(declaredViews.map(({ id }) => id)).toEqual(Object.values(views));
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([viewContainer]);
    for (const { view } of contributes.viewsWelcome) expect(Object.values(views)).toContain(view);
  });

  test("settings", () => {
    const declared = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    expect(declared.toSorted()).toEqual(Object.values(settings).toSorted());
  });

  test("context keys", () => {
    const asked = new Set(clauses.flatMap((clause) => clause.match(/mcpSandbox\.\w+/g) ?? []));
    for (const view of Object.values(views)) asked.delete(view);
    expect([...asked].toSorted()).toEqual(Object.values(contextKeys).toSorted());
  });

  test("what a row of the tree can be", () => {
    for (const clause of clauses) {
      const word = /viewItem == (\S+)/.exec(clause)?.[1];
      if (word !== undefined) expect(contextValues).toContain(word);
      const pattern = /viewItem =~ \/(.+)\//.exec(clause)?.[1];
      if (pattern !== undefined)
        expect(contextValues.filter((value) => new RegExp(pattern).test(value))).not.toEqual([]);
    }
  });

  test("what agents get", () => {
    const { mcpServerDefinitionProviders, languageModelTools } = contributes;
    expect(mcpServerDefinitionProviders.map(({ id }) => id)).toEqual([definitionProvider]);
    expect(languageModelTools.map(({ name }) => name)).toEqual(Object.values(languageTools));
  });

  test("schemes", () => {
    const asked = clauses.flatMap((clause) => /resourceScheme == (\S+)/.exec(clause)?.[1] ?? []);
    for (const scheme of asked) expect([...Object.values(schemes), "file"]).toContain(scheme);
    expect(manifest.activationEvents).toContain(`onFileSystem:${schemes.files}`);
  });
});

describe("commands", () => {
  test("have a title of their own under one category", () => {
    const titles = contributes.commands.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const { category } of contributes.commands) expect(category).toBe("MCP Sandbox");
  });

  test("that menus, keys, welcome and walkthrough name exist", () => {
    const { viewsWelcome, walkthroughs, keybindings } = contributes;
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const texts = [
      ...viewsWelcome.map(({ contents }) => contents),
      ...steps.flatMap(({ description, completionEvents }) => [description, ...completionEvents]),
    ];
    const linked = texts.flatMap((text) => text.match(/mcpSandbox\.\w+/g) ?? []);
    const named = [...menuItems, ...keybindings].map(({ command }) => command);
    expect(linked.length).toBeGreaterThan(5);
    for (const id of [...linked, ...named]) expect(ids).toContain(id);
  });

  test("that need a place are in the palette only where they have one", () => {
    const hidden = contributes.menus["commandPalette"]?.map(({ command }) => command);
    expect(hidden).toEqual([
      commands.runTool,
      commands.cancelTool,
      commands.showRawResult,
      commands.approveTool,
      commands.blockTool,
      commands.answerLaunch,
      commands.copyText,
      commands.pauseSandbox,
      commands.endSandbox,
      commands.copySandboxId,
      commands.closeSandboxFiles,
      commands.refreshSandboxFiles,
      commands.newSandboxFile,
      commands.newSandboxFolder,
      commands.renameSandboxFile,
      commands.deleteSandboxFile,
      commands.restartContext,
      commands.interruptContext,
      commands.stopContext,
    ]);
  });

  test("in a row have an icon, three at most", () => {
    const items = contributes.menus["view/item/context"] ?? [];
    for (const value of contextValues) {
      const inline = items.filter(
        ({ when = "", group }) => group?.startsWith("inline") && fits(when, value),
      );
      expect(inline.length, value).toBeLessThanOrEqual(3);
      for (const { command } of inline)
        expect(contributes.commands.find((each) => each.command === command)?.icon).toBeDefined();
    }
  });
});

function fits(when: string, value: string): boolean {
  const pattern = /viewItem =~ \/(.+)\//.exec(when)?.[1];
  return pattern === undefined
    ? when.endsWith(`viewItem == ${value}`)
    : new RegExp(pattern).test(value);
}

const properties = Object.assign(
  {},
  ...contributes.configuration.map((part) => part.properties),
) as Record<string, { scope?: string; default?: unknown }>;

test("an untrusted workspace can neither name commands nor say where they run", () => {
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
    settings.servers,
    settings.provider,
  ]);
});

test("only the user of this machine can say to which service files are sent", () => {
  for (const setting of [settings.e2bDomain, settings.e2bApiUrl, settings.e2bSandboxUrl])
    expect(properties[setting]).toMatchObject({ scope: "machine", default: "" });
  expect(properties[settings.provider]).toMatchObject({ default: "auto" });
});

test("only the user of this machine can allow servers without a sandbox", () => {
  expect(properties[settings.allowUnsandboxed]).toMatchObject({ scope: "machine", default: false });
});

test("only the user of this machine can let agents have tools that nobody has looked at", () => {
  expect(properties[settings.pins]).toMatchObject({ scope: "machine", default: "ask" });
});

test("only the user of this machine can let notebooks reach hosts", () => {
  expect(properties[settings.notebookHosts]).toMatchObject({ scope: "machine", default: [] });
});

test("pictures and pages that the manifest names are there", () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  for (const { media } of steps) expect(file(media.markdown)).not.toBe("");
  for (const { icon } of contributes.viewsContainers.activitybar)
    expect(file(icon)).toContain("currentColor");
});

test("only the user of this machine can let servers ask language models", () => {
  expect(properties[settings.sampling]).toMatchObject({ scope: "machine", default: false });
});

test("tools for language models are named by verb and noun, and described at length", () => {
  for (const { name, modelDescription, inputSchema } of contributes.languageModelTools) {
    expect(name).toMatch(/^[a-z]+_[a-z]+_[a-z]+$/);
    expect(modelDescription.length).toBeGreaterThan(300);
    for (const property of Object.values(inputSchema.properties))
      expect(property).toHaveProperty("description");
  }
});
