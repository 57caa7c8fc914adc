import { expect, test } from "vitest";
import { Emitter } from "../../../src/base/event.ts";

test("listeners hear in the order in which they came", () => {
  const emitter = new Emitter<string>();
  const heard: string[] = [];
  emitter.event((value) => heard.push(`first ${value}`));
  emitter.event((value) => heard.push(`second ${value}`));
  emitter.fire("a");
  expect(heard).toEqual(["first a", "second a"]);
});

test("a listener that was let go hears nothing, and letting go twice is harmless", () => {
  const emitter = new Emitter<number>();
  const heard: number[] = [];
  const subscription = emitter.event((value) => heard.push(value));
  emitter.fire(1);
  subscription.dispose();
  subscription.dispose();
  emitter.fire(2);
  expect(heard).toEqual([1]);
});

test("the same function subscribed twice is two listeners", () => {
  const emitter = new Emitter<number>();
  const heard: number[] = [];
  const listener = (value: number) => void heard.push(value);
  const first = emitter.event(listener);
  emitter.event(listener);
  first.dispose();
  emitter.fire(7);
  expect(heard).toEqual([7]);
});

test("a listener that throws does not keep the others from hearing", () => {
  const emitter = new Emitter<void>();
  let heard = false;
  emitter.event(() => {
    throw new Error("listener");
  });
  emitter.event(() => (heard = true));
  expect(() => emitter.fire()).toThrow("listener");
  expect(heard).toBe(true);
});

test("a listener that lets itself go while it hears leaves the others alone", () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const once = emitter.event((value) => {
    heard.push(`once ${value}`);
    once.dispose();
  });
  emitter.event((value) => heard.push(`always ${value}`));
  emitter.fire(1);
  emitter.fire(2);
  expect(heard).toEqual(["once 1", "always 1", "always 2"]);
});

test("a disposed emitter tells nobody", () => {
  const emitter = new Emitter<number>();
  let heard = 0;
  emitter.event(() => heard++);
  emitter.dispose();
  emitter.fire(1);
  expect(heard).toBe(0);
});
