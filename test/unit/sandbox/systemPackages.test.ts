import { expect, test } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { refuseSystemPackages } from "../../../src/sandbox/systemPackages.ts";

function refusal(line: string): Failure | undefined {
  try {
    refuseSystemPackages([{ program: "sh", args: ["-c", line] }]);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return undefined;
}

test.each([
  "apt-get install -y jq",
  "apt install jq",
  "apt-get update && apt-get install -y jq",
  "sudo apt-get install jq",
  "DEBIAN_FRONTEND=noninteractive apt-get install jq",
  "env A=1 apt-get install jq",
  "/usr/bin/apt-get install jq",
  "true; dnf install jq",
  "which jq || apk add jq",
  "if ! which jq; then yum install jq; fi",
  "(cd /tmp && dpkg -i x.deb)",
  "echo y | apt install jq",
  "exec zypper install jq",
  "sudo npm install -g x",
  "sudo -E make install",
  "echo $(apt-get install jq)",
  "echo `apt-get install jq`",
  "cd /tmp\napt-get install jq",
])("%j is refused with the way out", (line) => {
  const failure = refusal(line);
  expect(failure?.code).toBe("installFailed");
  expect(failure?.message).toContain(line);
  expect(failure?.remedy).toMatch(/on this machine.*\$HOME.*E2B/s);
});

test.each([
  "npm install apt",
  "pip install sudo",
  "echo apt-get",
  "curl -fsSL https://example.com/install.sh | sh",
  "command -v apt-get || true",
  "apt-get --version",
  "cargo install just",
  "git clone https://example.com/apt.git apt",
  "./apt-tool",
  'echo "run sudo apt install"',
])("%j may be tried", (line) => {
  expect(refusal(line)).toBeUndefined();
});

test("a command without a shell is recognised as well", () => {
  const refused =
    (program: string, ...args: string[]) =>
    () =>
      refuseSystemPackages([{ program, args }]);
  expect(refused("apt-get", "install", "jq")).toThrow("read-only");
  expect(refused("sudo", "make")).toThrow("root");
  expect(refused("npm", "install", "apt")).not.toThrow();
});
