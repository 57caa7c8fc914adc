import assert from "node:assert/strict";
import {
  Disposable,
  FileChangeType,
  type FileStat,
  FileSystemError,
  FileType,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import { Failure } from "../../src/base/failure.ts";
import { SandboxFiles } from "../../src/editor/files/sandboxFiles.ts";
import type { FileInfo, Files } from "../../src/sandbox/files.ts";
import { MemoryMachines, machine } from "../fakes/memoryMachines.ts";
import { until } from "./extension.ts";

const scheme = "memory-machine";
const home = "/home/memory";
const at = (path: string, id = "i1"): Uri =>
  Uri.from({ scheme, authority: id, path: `${home}/${path}` });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const writing = { create: true, overwrite: true };

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof FileSystemError ? error.code : String(error);
  }
  return "none";
}

/** Machines whose files all answer in one way. */
function answering(files: Partial<Files>): MemoryMachines {
  const machines = new MemoryMachines([machine("i1")]);
  machines.files = () => files as Files;
  return machines;
}

describe("the files of a microVM", () => {
  let machines: MemoryMachines;
  let provider: SandboxFiles;
  let registration: Disposable;
  let changes: string[];

  beforeEach(() => {
    machines = new MemoryMachines([machine("i1"), machine("i2")]);
    provider = new SandboxFiles(machines);
    changes = [];
    registration = Disposable.from(
      provider,
      provider.onDidChangeFile((all) => {
        for (const { type, uri } of all) changes.push(`${FileChangeType[type]} ${uri.path}`);
      }),
      workspace.registerFileSystemProvider(scheme, provider, { isCaseSensitive: true }),
    );
  });
  afterEach(() => registration.dispose());

  it("are written, read and listed by the editor", async () => {
    await workspace.fs.writeFile(at("notes/a.txt"), bytes("one"));
    assert.equal(new TextDecoder().decode(await workspace.fs.readFile(at("notes/a.txt"))), "one");
    assert.deepEqual(await workspace.fs.readDirectory(at("notes")), [["a.txt", FileType.File]]);
    const { type, size, mtime }: FileStat = await workspace.fs.stat(at("notes/a.txt"));
    assert.deepEqual([type, size], [FileType.File, 3]);
    assert.ok(Date.now() - mtime < 60_000);
  });

  it("of one machine are not those of another", async () => {
    await workspace.fs.writeFile(at("a"), bytes("one"));
    assert.equal(await codeOf(provider.readFile(at("a", "i2"))), "FileNotFound");
  });

  it("can be edited as a document and saved", async () => {
    await machines.files("i1").write("a.txt", bytes("one"));
    const document = await workspace.openTextDocument(at("a.txt"));
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(0).range, "two");
    await workspace.applyEdit(edit);
    assert.equal(await document.save(), true);
    assert.deepEqual(await machines.files("i1").read("a.txt"), bytes("two"));
  });

  it("are renamed with the documents that are open", async () => {
    await machines.files("i1").write("a.txt", bytes("one"));
    await window.showTextDocument(at("a.txt"));
    const edit = new WorkspaceEdit();
    edit.renameFile(at("a.txt"), at("b.txt"));
    assert.equal(await workspace.applyEdit(edit), true);
    await until("the document has gone along", () =>
      window.activeTextEditor?.document.uri.path === `${home}/b.txt` ? true : undefined,
    );
    assert.equal(await codeOf(provider.stat(at("a.txt"))), "FileNotFound");
  });

  it("are created and overwritten only where that is allowed", async () => {
    const write = (create: boolean, overwrite: boolean): Promise<string> =>
      codeOf(provider.writeFile(at("a"), bytes("x"), { create, overwrite }));
    assert.equal(await write(false, true), "FileNotFound");
    assert.equal(await write(true, false), "none");
    assert.equal(await write(true, false), "FileExists");
    assert.equal(await write(false, true), "none");
    assert.equal(await codeOf(provider.writeFile(at(""), bytes("x"), writing)), "FileIsADirectory");
  });

  it("are moved over others only where that is allowed", async () => {
    for (const name of ["a", "b"]) await machines.files("i1").write(name, bytes(name));
    const move = (overwrite: boolean): Promise<string> =>
      codeOf(provider.rename(at("a"), at("b"), { overwrite }));
    assert.equal(await move(false), "FileExists");
    assert.equal(await move(true), "none");
    assert.equal(await move(true), "FileNotFound");
    assert.deepEqual(await machines.files("i1").read("b"), bytes("a"));
  });

  it("are not moved to another machine", async () => {
    await machines.files("i1").write("a", bytes("a"));
    const moving = provider.rename(at("a"), at("a", "i2"), { overwrite: true });
    assert.equal(await codeOf(moving), "Unavailable");
    assert.deepEqual(await machines.files("i1").read("a"), bytes("a"));
  });

  it("are deleted, a full folder only with all that is in it", async () => {
    await machines.files("i1").write("d/a", bytes("a"));
    assert.equal(await codeOf(provider.delete(at("d"), { recursive: false })), "NoPermissions");
    assert.equal(await codeOf(provider.delete(at("d"), { recursive: true })), "none");
    assert.equal(await codeOf(provider.delete(at("d"), { recursive: true })), "FileNotFound");
  });

  it("are made as folders once", async () => {
    assert.equal(await codeOf(provider.createDirectory(at("d"))), "none");
    assert.equal(await codeOf(provider.createDirectory(at("d"))), "FileExists");
  });

  it("tell of what was done to them, each change once", async () => {
    await provider.writeFile(at("a"), bytes("x"), writing);
    await provider.writeFile(at("a"), bytes("y"), writing);
    await provider.createDirectory(at("d"));
    await provider.rename(at("a"), at("d/a"), { overwrite: false });
    await provider.delete(at("d"), { recursive: true });
    assert.deepEqual(changes, [
      `Created ${home}/a`,
      `Changed ${home}/a`,
      `Created ${home}/d`,
      `Deleted ${home}/a`,
      `Created ${home}/d/a`,
      `Deleted ${home}/d`,
    ]);
  });
});

describe("what goes wrong with the files of a microVM", () => {
  const failing = (failure: Failure): SandboxFiles =>
    new SandboxFiles(answering({ stat: () => Promise.reject(failure) }));

  it("is told with the reason and what to do", async () => {
    const files = failing(
      new Failure("keyMissing", "E2B needs an API key, and none is set.", { remedy: "Set one." }),
    );
    await assert.rejects(files.stat(at("a")), /none is set\.\nSet one\./);
    assert.equal(await codeOf(files.stat(at("a"))), "Unavailable");
  });

  it("is a lack of permission where the sandbox does not let it be used", async () => {
    const files = failing(new Failure("fileFailed", "a cannot be read: permission denied."));
    assert.equal(await codeOf(files.stat(at("a"))), "NoPermissions");
    await assert.rejects(files.stat(at("a")), /permission denied/);
  });

  it("keeps a file from being taken for new when it cannot be looked at", async () => {
    const files = failing(new Failure("serviceUnreachable", "E2B cannot be reached."));
    assert.equal(await codeOf(files.writeFile(at("a"), bytes("x"), writing)), "Unavailable");
  });
});

describe("a link in a microVM", () => {
  const typeOf = async (wish: Partial<FileInfo>): Promise<FileType> => {
    const info = { name: "l", path: "/l", kind: "link", size: 1, modifiedAt: 1, ...wish } as const;
    const { type } = await new SandboxFiles(answering({ stat: async () => info })).stat(at("l"));
    return type;
  };

  it("is what it leads to, and a link", async () => {
    assert.equal(await typeOf({ target: "file" }), FileType.SymbolicLink | FileType.File);
    assert.equal(await typeOf({ target: "folder" }), FileType.SymbolicLink | FileType.Directory);
  });

  it("that leads nowhere is a link alone", async () => {
    assert.equal(await typeOf({}), FileType.SymbolicLink);
  });
});
