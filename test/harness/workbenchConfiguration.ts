import type { Page } from "playwright-core";
import type { EditorServer } from "./editorServer.ts";

/** Keys of the workbench's construction options that tests set. */
export interface WorkbenchPatch {
  readonly developmentOptions?: DevelopmentOptions;
  readonly enabledExtensions?: readonly string[];
}

interface DevelopmentOptions {
  readonly extensions?: readonly Address[];
  readonly extensionTestsPath?: Address;
}

interface Address {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/** The part of the page's types that the patch below touches. */
declare const Element: {
  readonly prototype: {
    getAttribute: (this: { readonly id: string }, name: string) => string | null;
  };
};

/** Options that load an extension from its folder, and run a test suite in its host. */
export function development(
  editor: EditorServer,
  extensions: readonly string[],
  tests?: string,
): WorkbenchPatch {
  const address = (path: string): Address => ({
    scheme: "vscode-remote",
    authority: editor.authority,
    path,
  });
  return {
    developmentOptions: {
      extensions: extensions.map(address),
      ...(tests === undefined ? {} : { extensionTestsPath: address(tests) }),
    },
  };
}

/**
 * Changes the configuration that the workbench reads from its page. Has to be called before the
 * page is opened. (Answering the document itself would make the browser refuse the web socket.)
 */
export async function patchConfiguration(page: Page, patch: WorkbenchPatch): Promise<void> {
  await page.addInitScript((patched) => {
    const original = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function getAttribute(name) {
      const value = original.call(this, name);
      if (name !== "data-settings" || this.id !== "vscode-workbench-web-configuration")
        return value;
      const present = JSON.parse(value ?? "{}") as Record<string, unknown>;
      return JSON.stringify({ ...present, ...patched });
    };
  }, patch);
}
