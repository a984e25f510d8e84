import assert from "node:assert/strict";
import { test } from "node:test";
import { withTap } from "../src/player/types/ordering";
import { movedBy, pointAt, pointText, readPoint } from "../src/player/types/spots";

test("items tapped one after the other get ranks in that order", () => {
  let ranks = [0, 0, 0];
  for (const at of [2, 0, 1]) ranks = withTap(ranks, at);
  assert.deepEqual(ranks, [2, 3, 1]);
});

test("an item taken back lets those behind it move up", () => {
  assert.deepEqual(withTap([2, 3, 1], 0), [0, 2, 1]);
  assert.deepEqual(withTap([0, 2, 1], 0), [3, 2, 1]);
});

test("a gap that the plain page left is filled first", () => {
  assert.deepEqual(withTap([3, 0, 1], 1), [3, 2, 1]);
});

test("a tap becomes thousandths of the picture, never outside of it", () => {
  assert.equal(pointText(pointAt(82, 61.5, 328, 246)), "250,250");
  assert.deepEqual(pointAt(-3, 999, 328, 246), { x: 0, y: 1000 });
  assert.deepEqual(pointAt(328, 0, 328, 246), { x: 1000, y: 0 });
});

test("only points are read as points", () => {
  assert.deepEqual(readPoint("512,301"), { x: 512, y: 301 });
  for (const text of ["", "5", "1,2,3", "-1,2", "a,b", "12345,1"]) assert.equal(readPoint(text), null);
});

test("arrow keys move the cross in small steps, with Shift in large ones, up to the edge", () => {
  const from = { x: 500, y: 500 };
  assert.deepEqual(movedBy("ArrowLeft", false, from), { x: 480, y: 500 });
  assert.deepEqual(movedBy("ArrowDown", true, from), { x: 500, y: 600 });
  assert.deepEqual(movedBy("ArrowUp", true, { x: 0, y: 20 }), { x: 0, y: 0 });
  assert.equal(movedBy("Enter", false, from), null);
});
