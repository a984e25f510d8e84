import assert from "node:assert/strict";
import { test } from "node:test";
import { paceAt, readRun, waitFor, type Mark } from "../src/practice/race";

const MARKS: readonly Mark[] = [[1000, 1], [2500, 0], [4000, 1]];

test("the other one stands where he stood after as long", () => {
  assert.deepEqual(paceAt(MARKS, 0), { done: 0, right: 0 });
  assert.deepEqual(paceAt(MARKS, 2500), { done: 2, right: 1 });
  assert.deepEqual(paceAt(MARKS, 60_000), { done: 3, right: 2 });
});

test("the page waits for the next answer and no longer", () => {
  assert.equal(waitFor(MARKS, 0), 1000);
  assert.equal(waitFor(MARKS, 1000), 1500);
  assert.equal(waitFor(MARKS, 4000), null);
});

test("a page without a run shows none", () => {
  assert.deepEqual(readRun("not json"), { elapsed: 0, marks: [] });
});
