import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRecord } from "../src/player/record";
import { Session } from "../src/player/session";
import { overlay, sameAtoms, unanswered, type Asked } from "../src/player/sheet";
import { openShelf } from "../src/player/shelf";

class FakeStorage {
  private kept = new Map<string, string>();
  room = Infinity;
  get length(): number { return this.kept.size; }
  key(i: number): string | null { return [...this.kept.keys()][i] ?? null; }
  getItem(k: string): string | null { return this.kept.get(k) ?? null; }
  setItem(k: string, v: string): void {
    const others = [...this.kept].filter(([name]) => name !== k).reduce((sum, [, text]) => sum + text.length, 0);
    if (others + v.length > this.room) throw new Error("QuotaExceededError");
    this.kept.set(k, v);
  }
  removeItem(k: string): void { this.kept.delete(k); }
}
const storage = (): Storage => new FakeStorage() as unknown as Storage;

const asked = (number: number, parts = 1): Asked => ({ number, isComplete: (atoms) => atoms.length >= parts });

test("an answer taken back or begun only counts as unanswered", () => {
  const questions = [asked(1), asked(2), asked(3), asked(4, 2), asked(5, 2)];
  assert.deepEqual(unanswered({ 1: [0], 2: [], 4: ["0.1"], 5: ["0.1", "1.0"] }, questions), [2, 3, 4]);
});

test("atoms are the same however they are written", () => {
  assert.ok(sameAtoms([1, "119"], ["1", 119]));
  assert.ok(!sameAtoms(["1", ""], ["1"]));
  assert.ok(!sameAtoms([1, 2], [2, 1]));
});

test("only unsaved answers of this phone cover the server's", () => {
  assert.deepEqual(overlay({ 1: [0], 2: [1] }, { 1: [3], 2: [2] }, ["2"]), { 1: [0], 2: [2] });
});

test("a broken copy on the phone is no copy", () => {
  for (const text of [null, "", "{", "null", "[]x"]) assert.equal(parseRecord(text), null);
  assert.deepEqual(parseRecord('{"answers":{"1":[1,-1,0.5,null,{}],"2":"x"}}')?.answers, { 1: [1] });
});

test("texts, points and ranks stay as they were and where they were", () => {
  const answers = { 1: ["断电", ""], 2: ["512,301"], 3: [3, 1, 2], 4: ["0.2", "1.0"] };
  assert.deepEqual(parseRecord(JSON.stringify({ answers }))?.answers, answers);
  assert.deepEqual(parseRecord(JSON.stringify({ answers: { 1: ["x".repeat(201)] } }))?.answers, { 1: [] });
});

test("answers that never reached the server come back after a reload", () => {
  const shelf = openShelf("a", storage(), 0);
  const before = new Session({}, 0, 5, shelf, () => 0);
  before.put(2, [1]);
  before.goTo(3);
  const after = new Session({ 1: [0] }, 7, 5, shelf, () => 0);
  assert.deepEqual(after.answers, { 1: [0], 2: [1] });
  assert.equal(after.at, 3);
  assert.equal(after.hasUnsaved, true);
  assert.equal(after.nextSave().revision, 8);
});

test("a text that is being typed goes on while its beginning is saved", () => {
  const session = new Session({}, 0, 5, openShelf("a", null, 0), () => 0);
  session.put(1, ["灭"]);
  const save = session.nextSave();
  session.put(1, ["灭火"]);
  session.acknowledged(save, 1);
  assert.equal(session.hasUnsaved, true);
  assert.deepEqual(session.nextSave().answers, { 1: ["灭火"] });
});

test("acknowledging settles what was sent, not the tap made meanwhile", () => {
  const session = new Session({}, 0, 5, openShelf("a", null, 0), () => 0);
  session.put(1, [0]);
  const save = session.nextSave();
  session.put(1, [3]);
  session.acknowledged(save, 1);
  assert.equal(session.hasUnsaved, true);
  session.acknowledged(session.nextSave(), 2);
  assert.equal(session.hasUnsaved, false);
});

test("another tab's answers are adopted except where this one has unsaved taps", () => {
  const session = new Session({ 1: [0], 2: [0] }, 1, 5, openShelf("a", null, 0), () => 0);
  session.put(2, [3]);
  session.adopt({ 1: [1], 2: [1], 3: [1] }, 9);
  assert.deepEqual(session.answers, { 1: [1], 2: [3], 3: [1] });
  assert.equal(session.nextSave().revision, 10);
});

test("a saved answer on the phone never overrides the server's", () => {
  const shelf = openShelf("a", storage(), 0);
  const before = new Session({}, 0, 5, shelf, () => 0);
  before.put(1, [0]);
  before.acknowledged(before.nextSave(), 1);
  assert.deepEqual(new Session({ 1: [2] }, 4, 5, shelf, () => 0).answers, { 1: [2] });
});

test("attempts left on a shared phone go after a week", () => {
  const kept = storage();
  const week = 7 * 24 * 3600 * 1000;
  new Session({}, 0, 1, openShelf("old", kept, 0), () => 1).put(1, [0]);
  openShelf("new", kept, week);
  assert.equal(kept.length, 1);
  openShelf("new", kept, week + 2);
  assert.equal(kept.length, 0);
});

test("two tabs offline keep each other's answers, the later tap of a question counts", () => {
  const kept = storage();
  const left = new Session({}, 0, 5, openShelf("a", kept, 0), () => 0);
  const right = new Session({}, 0, 5, openShelf("a", kept, 0), () => 0);
  left.put(1, [0]);
  right.put(2, [1]);
  right.put(1, [3]);
  left.goTo(2); // writes what it knew before
  assert.equal(left.learn(), true);
  assert.deepEqual(left.answers, { 1: [3], 2: [1] });
  assert.deepEqual(new Session({}, 0, 5, openShelf("a", kept, 0), () => 0).answers, { 1: [3], 2: [1] });
});

test("a tab that comes late with an older tap does not cover what another tab has saved", () => {
  const kept = storage();
  const old = new Session({}, 0, 5, openShelf("a", kept, 0), () => 0);
  old.put(1, [0]);
  const young = new Session({}, 0, 5, openShelf("a", kept, 0), () => 0);
  young.put(1, [2]);
  young.acknowledged(young.nextSave(), 1);
  old.adopt({ 1: [2] }, 1);
  assert.deepEqual(old.nextSave().answers, { 1: [2] });
  assert.equal(old.hasUnsaved, false);
});

test("every try of a save has the number after the newest sheet known, so that one left on the way never wins", () => {
  const session = new Session({}, 4, 5, openShelf("a", null, 0), () => 0);
  session.put(1, [0]);
  assert.deepEqual([session.nextSave().revision, session.nextSave().revision], [5, 5]);
});

test("a storage that fills up is told, and leaves no old answer behind to cover a newer one", () => {
  const fake = new FakeStorage();
  const kept = fake as unknown as Storage;
  const shelf = openShelf("a", kept, 0);
  const session = new Session({}, 0, 5, shelf, () => 0);
  session.put(1, [0]);
  fake.room = 10;
  session.put(1, [3]);
  assert.equal(shelf.lasting, false);
  assert.deepEqual(session.answers, { 1: [3] });
  session.acknowledged(session.nextSave(), 1);
  assert.deepEqual(new Session({ 1: [3] }, 1, 5, openShelf("a", kept, 0), () => 0).answers, { 1: [3] });
});

test("a full storage still gives back what it holds", () => {
  const fake = new FakeStorage();
  const kept = fake as unknown as Storage;
  new Session({}, 0, 5, openShelf("a", kept, 0), () => 0).put(2, [1]);
  fake.room = 0;
  assert.deepEqual(new Session({}, 0, 5, openShelf("a", kept, 0), () => 0).answers, { 2: [1] });
});

test("the open attempt stays whatever the phone's clock says", () => {
  const kept = storage();
  new Session({}, 0, 5, openShelf("a", kept, 0), () => 0).put(1, [0]); // a phone that thinks it is 1970
  const year = 365 * 24 * 3600 * 1000;
  assert.deepEqual(new Session({}, 0, 5, openShelf("a", kept, 50 * year), () => 50 * year).answers, { 1: [0] });
});

test("a paper that was being handed in when the page died is known to be", () => {
  const kept = storage();
  const before = new Session({}, 0, 5, openShelf("a", kept, 0), () => 0);
  before.hand(true);
  assert.equal(new Session({}, 0, 5, openShelf("a", kept, 0), () => 0).handing, true);
  before.hand(false);
  assert.equal(new Session({}, 0, 5, openShelf("a", kept, 0), () => 0).handing, false);
});
