import { expect, test } from "vitest";
import { ownCgroups } from "../../../../../src/sandbox/local/limits/ownCgroups.ts";

const v2 = "34 25 0:29 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

test("a unified hierarchy gives one folder", () => {
  const cgroup = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-code.scope\n";
  expect(ownCgroups(cgroup, v2)).toEqual({
    unified: {
      mount: "/sys/fs/cgroup",
      folder:
        "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/app-code.scope",
    },
    separate: new Map(),
  });
});

test("separate hierarchies give a folder for each controller, also where two share one", () => {
  const mountinfo = [
    "36 28 0:25 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
    "37 28 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
    "38 28 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
  ].join("\n");
  const own = ownCgroups("4:memory:/deep/er\n2:cpu,cpuacct:/\n1:name=systemd:/x\n0::/", mountinfo);
  expect(own.unified).toEqual({
    mount: "/sys/fs/cgroup/unified",
    folder: "/sys/fs/cgroup/unified",
  });
  expect([...own.separate]).toEqual([
    ["memory", "/sys/fs/cgroup/memory/deep/er"],
    ["cpu", "/sys/fs/cgroup/cpu,cpuacct"],
    ["cpuacct", "/sys/fs/cgroup/cpu,cpuacct"],
  ]);
});

test("a mount that shows a part of the hierarchy gives the folder below that part", () => {
  const mountinfo = "1 2 0:1 /docker/abc /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids";
  expect(ownCgroups("1:pids:/docker/abc/inner", mountinfo).separate.get("pids")).toBe(
    "/sys/fs/cgroup/pids/inner",
  );
  expect(ownCgroups("1:pids:/docker/abcdef", mountinfo).separate.get("pids")).toBeUndefined();
});

test("a group outside of the visible part has no folder", () => {
  expect(ownCgroups("0::/../../elsewhere\n", v2).unified).toBeUndefined();
  expect(ownCgroups("0::/x\n", "").unified).toBeUndefined();
});

test("blanks in a mount point are read", () => {
  const mountinfo = "1 2 0:1 / /my\\040groups rw - cgroup2 none rw";
  expect(ownCgroups("0::/a\n", mountinfo).unified?.folder).toBe("/my groups/a");
});
