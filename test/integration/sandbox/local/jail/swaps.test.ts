import { rename, rm, symlink } from "node:fs/promises";
import { describe, expect } from "vitest";
import { output, run, sh } from "../../../../fakes/jails.ts";
import { test } from "../../../../fakes/project.ts";

describe("a grant that somebody swaps", () => {
  test("for a link is refused at the next start", async ({ jails, project }) => {
    await project.folder.put({ "project/data/": "" });
    const first = await project.open(true);
    await run(first, "cd /data && rmdir data && ln -s ../secret data");
    const mounts = [{ source: project.at("data"), target: "/d", write: false }];
    await expect(jails.open({ id: "other", mounts })).rejects.toMatchObject({ code: "config" });
  });

  test("between opening and starting fails the start", async ({ jails, project }) => {
    await project.folder.put({ "project/data/plain": "" });
    const mounts = [{ source: project.at("data"), target: "/d", write: false }];
    const jail = await jails.open({ mounts });
    await rename(project.at("data"), project.at("moved"));
    await symlink("../secret", project.at("data"));
    await expect(jail.start(sh("cat /d/key"))).rejects.toMatchObject({ code: "sandboxFailed" });
    await rm(project.at("data"));
    await expect(jail.start(sh("cat /d/key"))).rejects.toMatchObject({ code: "sandboxFailed" });
  });

  test("of the user's own, by a link outside of every grant, is followed", async ({
    jails,
    project,
  }) => {
    const link = await project.folder.link("links/current", "../project");
    const jail = await jails.open({ mounts: [{ source: link, target: "/data", write: true }] });
    expect(await output(jail, "cat /data/readme")).toBe("hello");
  });
});
