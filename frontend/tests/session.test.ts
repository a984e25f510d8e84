import assert from "node:assert/strict";
import { test } from "node:test";
import { Ends } from "../src/session/ends";

const MINUTE = 60_000;

test("a session is over so long after the last request", () => {
  const ends = new Ends(180 * MINUTE, 720 * MINUTE, 0);
  assert.equal(ends.leftMs(179 * MINUTE), MINUTE);
  ends.seen(100 * MINUTE);
  assert.equal(ends.leftMs(180 * MINUTE), 100 * MINUTE);
  assert.ok(ends.leftMs(280 * MINUTE) <= 0);
});

test("an older word from another tab takes nothing back, and nonsense changes nothing", () => {
  const ends = new Ends(180 * MINUTE, 720 * MINUTE, 100 * MINUTE);
  ends.seen(50 * MINUTE);
  ends.seen(Number.NaN);
  assert.equal(ends.leftMs(100 * MINUTE), 180 * MINUTE);
});

test("however busy, it is over at the latest moment", () => {
  const ends = new Ends(180 * MINUTE, 720 * MINUTE, 0);
  ends.seen(719 * MINUTE);
  assert.equal(ends.leftMs(719 * MINUTE), MINUTE);
});
