import assert from "node:assert/strict";
import { test } from "node:test";
import { compareCells, readNumber } from "../src/console/order";
import { find, makeChoice, recentOf, shownAtOnce } from "../src/picker/choices";
import { keyAction } from "../src/player/keys";
import { readSave, readSubmit } from "../src/player/outcome";
import { backoffMs, retryAfterMs } from "../src/player/retry";
import { fold, matches } from "../src/shared/match";

test("a name is found by characters, pinyin and initials, in any order of words", () => {
  const text = fold("张桂兰 一组 zhangguilan zgl");
  for (const query of ["桂兰", "zgl", "ZHANG", "一组 张", "ｚｇｌ", ""]) assert.ok(matches(text, query), query);
  assert.ok(!matches(text, "李"));
});

test("units whose name begins with the query come first, and a long list is cut", () => {
  const choices = [makeChoice("1", "新红星社区", "", "xinhongxingshequ xhxsq"), makeChoice("2", "红星村", "", "hongxingcun hxc")];
  assert.deepEqual(find(choices, "红星").found.map((c) => c.value), ["2", "1"]);
  const many = Array.from({ length: shownAtOnce + 1 }, (_, i) => makeChoice(String(i), "村", "", ""));
  assert.deepEqual([find(many, "").found.length, find(many, "").more], [shownAtOnce, true]);
});

test("recent units keep their order, lose doubles and what is gone", () => {
  const choices = [makeChoice("1", "甲", "", ""), makeChoice("2", "乙", "", "")];
  assert.deepEqual(recentOf(choices, ["2", "9", "2", "1"]).map((c) => c.value), ["2", "1"]);
});

test("keys choose only options that exist", () => {
  assert.deepEqual(keyAction("1", 4), { pick: 0 });
  assert.deepEqual(keyAction("D", 4), { pick: 3 });
  assert.equal(keyAction("e", 4), null);
  assert.equal(keyAction("9", 4), null);
  assert.equal(keyAction("Enter", 4), "next");
  assert.equal(keyAction("Tab", 4), null);
});

test("waits grow to half a minute and are spread", () => {
  assert.deepEqual([1, 2, 3, 4, 9].map((n) => backoffMs(n, () => 0)), [2000, 4000, 8000, 16_000, 30_000]);
  assert.equal(backoffMs(1, () => 0.99), 1340);
});

test("Retry-After is read as seconds or as a date, within bounds", () => {
  assert.equal(retryAfterMs("7", 0, () => 0), 7000);
  assert.equal(retryAfterMs("7", 0, () => 0.5), 8000);
  assert.equal(retryAfterMs(new Date(5000).toUTCString(), 1000, () => 0), 4000);
  assert.equal(retryAfterMs("9999999", 0, () => 0), 120_000);
  assert.equal(retryAfterMs("soon", 0, () => 0), null);
  assert.equal(retryAfterMs(null, 0, () => 0), null);
});

test("an answer to a save means one thing", () => {
  assert.deepEqual(readSave(200, { revision: 3 }, null), { kind: "saved", revision: 3, deadline: null });
  assert.deepEqual(readSave(204, null, null), { kind: "later", afterMs: null });
  assert.deepEqual(readSave(409, { revision: 8, answers: { 1: [2] } }, null), { kind: "stale", revision: 8, answers: { 1: [2] } });
  assert.deepEqual(readSave(409, { location: "/r" }, null), { kind: "closed", location: "/r" });
  assert.deepEqual(readSave(503, null, 500), { kind: "later", afterMs: 500 });
});

test("only this site's paths are followed after a submit", () => {
  assert.deepEqual(readSubmit(200, { location: "/result/1" }, null), { kind: "done", location: "/result/1" });
  for (const location of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    assert.equal(readSubmit(200, { location }, null).kind, "later");
  }
  assert.deepEqual(readSubmit(409, { location: "/result/1" }, null), { kind: "done", location: "/result/1" });
  assert.deepEqual(readSubmit(422, null, null), { kind: "plain" });
  assert.deepEqual(readSubmit(429, null, 1000), { kind: "later", busy: true, afterMs: 1000 });
  assert.deepEqual(readSubmit(500, null, null), { kind: "later", busy: false, afterMs: null });
});

test("figures are sorted as numbers and blanks stay last both ways", () => {
  assert.equal(readNumber("1,733 人次"), 1733);
  assert.equal(readNumber("—"), null);
  const cells = ["1,733", "24", "—", "640"];
  assert.deepEqual([...cells].sort((a, b) => compareCells(a, b, "number", "ascending")), ["24", "640", "1,733", "—"]);
  assert.deepEqual([...cells].sort((a, b) => compareCells(a, b, "number", "descending")), ["1,733", "640", "24", "—"]);
});
