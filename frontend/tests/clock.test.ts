import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock, clockText, crossed, sleepGuard } from "../src/player/clock";

test("time left follows the server's clock and a clock nobody can set", () => {
  let steady = 100;
  const clock = new Clock(70_000, 10_000, () => steady);
  assert.equal(clock.leftMs(), 60_000);
  steady += 15_000;
  assert.equal(clock.leftMs(), 45_000);
});

test("a Date header corrects a drift of more than three seconds and nothing less", () => {
  const clock = new Clock(100_000, 0, () => 0);
  clock.follow(new Date(2000).toUTCString());
  assert.equal(clock.leftMs(), 100_000);
  clock.follow(new Date(20_000).toUTCString());
  assert.equal(clock.leftMs(), 80_000);
  clock.follow(null);
  assert.equal(clock.leftMs(), 80_000);
});

test("thresholds are told once, half time only when it stands alone", () => {
  const minute = 60_000;
  assert.equal(crossed(301_000, 300_000, 20 * minute), "five");
  assert.equal(crossed(300_000, 299_000, 20 * minute), null);
  assert.equal(crossed(601_000, 599_000, 20 * minute), "half");
  assert.equal(crossed(301_000, 299_000, 10 * minute), "five");
  assert.equal(crossed(301_000, 299_000, 5 * minute), null);
  assert.equal(crossed(400_000, 30_000, 20 * minute), "one");
  assert.equal(crossed(1000, 0, 20 * minute), null);
});

test("the clock reads as people write it", () => {
  assert.equal(clockText(545_000), "9:05");
  assert.equal(clockText(3_720_000), "1:02:00");
  assert.equal(clockText(-5), "0:00");
});

test("a sleep is noticed once", () => {
  let steady = 0;
  let wall = 1_000_000;
  const slept = sleepGuard(() => steady, () => wall);
  steady += 1000;
  wall += 1000;
  assert.equal(slept(), false);
  wall += 60_000;
  assert.equal(slept(), true);
  assert.equal(slept(), false);
});
