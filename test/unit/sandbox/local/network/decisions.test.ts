import { expect, test } from "vitest";
import { type Blocked, Decisions } from "../../../../../src/sandbox/local/network/decisions.ts";
import { Lines } from "../../../../fakes/logs.ts";

const host = (name: string) => ({ host: name, port: 443 });

test("each decision is one line", () => {
  const log = new Lines();
  const decisions = new Decisions({ log, label: "files" });
  decisions.allowed(host("a.test"), "192.0.2.1");
  decisions.blocked(host("::1"), "not in the allow-list");
  decisions.failed(host("b.test"), "no connection");
  decisions.refused("x\ny\u001b", "not a host");
  decisions.blocked(host("c.test"), "asks for \u009bred\u202e");
  expect(log.lines).toEqual([
    "info: files: a.test:443 allowed (192.0.2.1)",
    "warn: files: [::1]:443 blocked: not in the allow-list",
    "warn: files: b.test:443 failed: no connection",
    String.raw`warn: files: "x\ny\u001b" blocked: not a host`,
    String.raw`warn: files: c.test:443 blocked: asks for \u009bred\u202e`,
  ]);
});

test("a blocked host is told once, and only so many of them", () => {
  const told: Blocked[] = [];
  const decisions = new Decisions({
    log: new Lines(),
    label: "x",
    onDidBlock: (one) => told.push(one),
  });
  for (let at = 0; at < 500; at += 1) {
    decisions.blocked(host(`h${at}.test`), "no");
    decisions.blocked(host(`h${at}.test`), "no");
  }
  expect(told).toHaveLength(200);
  expect(new Set(told.map((one) => one.host)).size).toBe(200);
});

test("a flood of decisions is cut off in the log", () => {
  const log = new Lines();
  const decisions = new Decisions({ log, label: "x" });
  for (let at = 0; at < 5000; at += 1) decisions.blocked(host("a.test"), "no");
  expect(log.lines.length).toBeLessThan(1300); // two minutes' worth, should one end just now
  expect(log.text).toContain("further decisions of this minute are not written down");
});
