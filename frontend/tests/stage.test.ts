import assert from "node:assert/strict";
import { test } from "node:test";
import { leftText, middle, wait } from "../src/stage/pace";

test("it asks quickly while a press counts, and slower the longer nobody answers", () => {
  assert.ok(wait("open", 0) < wait("idle", 0));
  assert.equal(wait("ready", 0), wait("open", 0));
  const slower = [1, 2, 3, 4, 9].map((failures) => wait("open", failures));
  assert.deepEqual(slower, [...slower].sort((a, b) => a - b));
  assert.ok(Math.max(...slower) <= 4000);
});

test("one slow answer does not make a slow line", () => {
  assert.equal(middle([20, 21, 900, 22, 19]), 21);
  assert.equal(middle([]), null);
});

test("a started second is a second", () => {
  assert.deepEqual([0, 1, 1000, 1001, 61000].map(leftText), ["0:00", "0:01", "0:01", "0:02", "1:01"]);
});
