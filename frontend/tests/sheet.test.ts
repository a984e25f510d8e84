import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRecord } from "../src/player/record";
import { Session } from "../src/player/session";
import { overlay, unanswered, withPick } from "../src/player/sheet";
import { openShelf } from "../src/player/shelf";

class FakeStorage {
  private kept = new Map<string, string>();
  get length(): number { return this.kept.size; }
  key(i: number): string | null { return [...this.kept.keys()][i] ?? null; }
  getItem(k: string): string | null { return this.kept.get(k) ?? null; }
  setItem(k: string, v: string): void { this.kept.set(k, v); }
  removeItem(k: string): void { this.kept.delete(k); }
}
const storage = (): Storage => new FakeStorage() as unknown as Storage;

test("a single choice replaces, a multiple choice toggles and stays in order", () => {
  assert.deepEqual(withPick({ 1: [2] }, 1, 0, false), { 1: [0] });
  assert.deepEqual(withPick({ 1: [2] }, 1, 0, true), { 1: [0, 2] });
  assert.deepEqual(withPick({ 1: [0, 2] }, 1, 2, true), { 1: [0] });
});

test("an answer taken back counts as unanswered", () => {
  assert.deepEqual(unanswered({ 1: [0], 2: [] }, 3), [2, 3]);
});

test("only unsaved answers of this phone cover the server's", () => {
  assert.deepEqual(overlay({ 1: [0], 2: [1] }, { 1: [3], 2: [2] }, ["2"]), { 1: [0], 2: [2] });
});

test("a broken copy on the phone is no copy", () => {
  for (const text of [null, "", "{", "null", "[]x"]) assert.equal(parseRecord(text), null);
  assert.deepEqual(parseRecord('{"answers":{"1":[1,"x",-1,0.5]}}')?.answers, { 1: [1] });
});

test("answers that never reached the server come back after a reload", () => {
  const shelf = openShelf("a", storage(), 0);
  const before = new Session({}, 0, 5, shelf, () => 0);
  before.pick(2, 1, false);
  before.goTo(3);
  const after = new Session({ 1: [0] }, 7, 5, shelf, () => 0);
  assert.deepEqual(after.answers, { 1: [0], 2: [1] });
  assert.equal(after.at, 3);
  assert.equal(after.hasUnsaved, true);
  assert.equal(after.nextSave().revision, 8);
});

test("acknowledging settles what was sent, not the tap made meanwhile", () => {
  const session = new Session({}, 0, 5, openShelf("a", null, 0), () => 0);
  session.pick(1, 0, false);
  const { sent } = session.nextSave();
  session.pick(1, 3, false);
  session.acknowledged(sent, 1);
  assert.equal(session.hasUnsaved, true);
  session.acknowledged(session.nextSave().sent, 2);
  assert.equal(session.hasUnsaved, false);
});

test("another tab's answers are adopted except where this one has unsaved taps", () => {
  const session = new Session({ 1: [0], 2: [0] }, 1, 5, openShelf("a", null, 0), () => 0);
  session.pick(2, 3, false);
  session.adopt({ 1: [1], 2: [1], 3: [1] }, 9);
  assert.deepEqual(session.answers, { 1: [1], 2: [3], 3: [1] });
  assert.equal(session.nextSave().revision, 10);
});

test("a saved answer on the phone never overrides the server's", () => {
  const shelf = openShelf("a", storage(), 0);
  const before = new Session({}, 0, 5, shelf, () => 0);
  before.pick(1, 0, false);
  before.acknowledged(before.nextSave().sent, 1);
  assert.deepEqual(new Session({ 1: [2] }, 4, 5, shelf, () => 0).answers, { 1: [2] });
});

test("attempts left on a shared phone go after a week", () => {
  const kept = storage();
  const week = 7 * 24 * 3600 * 1000;
  new Session({}, 0, 1, openShelf("old", kept, 0), () => 1).pick(1, 0, false);
  openShelf("new", kept, week);
  assert.equal(kept.length, 1);
  openShelf("new", kept, week + 2);
  assert.equal(kept.length, 0);
});
