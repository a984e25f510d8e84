import assert from "node:assert/strict";
import { test } from "node:test";
import { openingDelay } from "../src/shared/opening";
import { readPlace, spread, wordsFor } from "../src/queue/place";

test("a place is read, anything else is no word of ours", () => {
  assert.deepEqual(readPlace({ in: false, ahead: 3, wait: 4, again: 1500 }), { in: false, ahead: 3, wait: 4, again: 1500 });
  for (const odd of [null, "in", {}, { in: "yes" }, 7]) assert.equal(readPlace(odd), null);
});

test("times are rounded up, never down", () => {
  const at = (ahead: number, wait: number): unknown => wordsFor({ in: false, ahead, wait, again: 1 }).wait;
  assert.deepEqual(at(0, 3), ["soon", 0]);
  assert.deepEqual(at(1, 1), ["seconds", 5]);
  assert.deepEqual(at(9, 41), ["seconds", 45]);
  assert.deepEqual(at(99, 61), ["minutes", 2]);
});

test("phones do not ask in step", () => {
  assert.equal(spread(1000, () => 0), 800);
  assert.equal(spread(1000, () => 1), 1200);
});

test("a page opens by itself at its moment or up to three seconds later, and not a day ahead", () => {
  assert.equal(openingDelay(60_000, () => 0), 60_000);
  assert.equal(openingDelay(60_000, () => 1), 63_000);
  assert.equal(openingDelay(0, () => 0), null);
  assert.equal(openingDelay(86_400_000, () => 0), null);
});
