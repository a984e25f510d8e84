import assert from "node:assert/strict";
import { test } from "node:test";
import { offsetFrom, pause, sinceText } from "../src/muster/pace";

test("screens ask once a second and slow down while nobody answers", () => {
  assert.equal(pause(0), 1000);
  assert.deepEqual([1, 2, 3, 4, 9].map(pause), [1000, 2000, 4000, 8000, 8000]);
});

test("time since the alarm reads like a stop watch", () => {
  assert.equal(sinceText(7_900), "0:07");
  assert.equal(sinceText(725_000), "12:05");
  assert.equal(sinceText(3_723_000), "1:02:03");
  assert.equal(sinceText(-5_000), "0:00");
});

test("the server's clock counts, and jitter does not make the seconds jump", () => {
  const now = Date.parse("2026-06-16T02:00:00Z");
  assert.equal(offsetFrom("Tue, 16 Jun 2026 02:00:30 GMT", now, 0), 30_500);
  assert.equal(offsetFrom("Tue, 16 Jun 2026 02:00:01 GMT", now, 500), 500);
  assert.equal(offsetFrom(null, now, 42), 42);
  assert.equal(offsetFrom("nonsense", now, 42), 42);
});
