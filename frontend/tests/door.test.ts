import assert from "node:assert/strict";
import { test } from "node:test";
import { countdown } from "../src/door/wait";

test("a countdown is read at a glance", () => {
  assert.equal(countdown(0), "00:00");
  assert.equal(countdown(59.2), "01:00");
  assert.equal(countdown(61), "01:01");
  assert.equal(countdown(3725), "1:02:05");
  assert.equal(countdown(-3), "00:00");
});
