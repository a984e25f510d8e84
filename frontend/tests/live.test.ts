import assert from "node:assert/strict";
import { test } from "node:test";
import { lead, secondsLeft, shareLeft, spoken } from "../src/live/countdown";
import { Outbox, retryMs, type Shelf } from "../src/live/outbox";
import { nextPoll } from "../src/live/pace";
import { sceneOf } from "../src/live/scene";
import { readTaken } from "../src/live/sender";
import { ServerClock } from "../src/live/server_clock";
import { isRight, percents } from "../src/live/shares";
import type { LiveState, Mine } from "../src/live/wire";

const T = 1_790_000_000_000;
const question = { place: 3, type: "single", stem: "?", shown: { options: ["甲", "乙"] }, seconds: 20, points: 100 };
const room: LiveState = {
  rev: 7, phase: "lobby", paused: null, place: 3, of: 10, joins: true, opens_at: null, closes_at: null,
  question: null, reveal: null, board: null, teams: null, alive: null,
};
const open: LiveState = { ...room, phase: "asking", opens_at: T, closes_at: T + 20_000, question };
const player: Mine = { player: { name: "李小雨", unit: "红星村", shown: "李小雨", removed: false, out: false }, answer: null, result: null };

class Drawer implements Shelf {
  private readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

function nonces(): () => string {
  let n = 0;
  return () => `nonce-${++n}`;
}

test("the sample with the shortest way is believed", () => {
  let steady = 1000;
  const clock = new ServerClock(() => steady);
  assert.ok(!clock.isKnown);
  clock.learn(T + 900, 0); // a way of a second: half of it is guessed
  assert.equal(clock.now(), T + 1400);
  steady = 2000;
  clock.learn(T + 2390, 1980); // a way of 20 ms
  assert.equal(clock.now(), T + 2400);
  steady = 3000;
  clock.learn(T + 3000, 2000); // slow again: nothing new
  assert.equal(clock.now(), T + 3400);
});

test("a phone that slept learns the time again, and nonsense teaches nothing", () => {
  let steady = 100;
  const clock = new ServerClock(() => steady);
  clock.learn(T, 90);
  steady = 200; // a minute passed while the steady clock stood still
  clock.learn(T + 60_000, 0);
  assert.ok(Math.abs(clock.now() - (T + 60_100)) < 1);
  for (const bad of [NaN, 0, -5]) clock.learn(bad, 200);
  assert.ok(Math.abs(clock.now() - (T + 60_100)) < 1);
});

test("an old sample gives way to a slower one, since clocks drift", () => {
  let steady = 100;
  const clock = new ServerClock(() => steady);
  clock.learn(T, 99);
  steady = 70_100;
  clock.learn(T + 70_050, 70_000);
  assert.equal(clock.now(), T + 70_100);
});

test("phones ask once a second, spread, and slower the worse the line", () => {
  assert.deepEqual([0, 0.5, 1].map((r) => nextPoll(room, T, 0, () => r)), [850, 1000, 1150]);
  assert.deepEqual([1, 2, 3, 4, 9].map((n) => nextPoll(room, T, n, () => 0.5)), [1000, 2000, 4000, 8000, 8000]);
  assert.ok(nextPoll({ ...room, phase: "finished" }, T, 0, () => 0.5) >= 4000);
});

test("the state is asked for just after the moment that was announced, and quickly until it has come", () => {
  assert.ok(nextPoll(open, T - 900, 0, () => 0) <= 920);
  assert.ok(nextPoll(open, T - 400, 0, () => 0) >= 400);
  assert.ok(nextPoll(open, T - 400, 0, () => 1) <= 540);
  assert.equal(nextPoll(open, T + 300, 0, () => 0.5), 250);
  assert.equal(nextPoll(open, T + 9000, 0, () => 0.5), 1000);
  assert.ok(nextPoll(open, T + 19_500, 0, () => 0.5) <= 600);
  assert.equal(nextPoll({ ...open, paused: 8000 }, T + 300, 0, () => 0.5), 1000);
});

test("3, 2, 1, and never below nothing", () => {
  assert.deepEqual([2600, 2000, 900, 1, 0, -50].map((ms) => lead(T + ms, T)), [3, 2, 1, 1, 0, 0]);
  assert.deepEqual([19_001, 1, 0, -9].map((ms) => secondsLeft(T + ms, T)), [20, 1, 0, 0]);
  assert.deepEqual([0, 5000, 10_000, 12_000].map((ms) => shareLeft(T, T + 10_000, T + ms)), [1, 0.5, 0, 0]);
});

test("the clock is said at ten and five seconds only", () => {
  const said = [];
  for (let left = 20; left >= 0; left--) said.push(spoken(left + 1, left));
  assert.deepEqual(said.filter((each) => each !== null), [10, 5]);
  assert.equal(spoken(8, 4), 5); // the page slept over a second
  assert.equal(spoken(12, 3), 5); // over both: the later one
  assert.equal(spoken(5, 4), null);
  assert.equal(spoken(6, 0), null);
});

test("the first answer stands and keeps its nonce through a reload", () => {
  const drawer = new Drawer();
  const box = new Outbox("live:abc", drawer, nonces());
  const first = box.put(3, [1]);
  assert.equal(box.put(3, [0]), first);
  const reloaded = new Outbox("live:abc", drawer, () => "another");
  assert.deepEqual(reloaded.waiting, first);
  assert.equal(reloaded.put(3, [0]).nonce, first.nonce);
  assert.equal(reloaded.at(4), null);
});

test("a receipt is kept; one that stands instead is told; a late word about an older letter changes nothing", () => {
  const box = new Outbox("live:abc", new Drawer(), nonces());
  const first = box.put(3, [1]);
  assert.equal(box.hear(first.nonce, { kind: "later" })?.state, "waiting");
  assert.equal(box.hear(first.nonce, { kind: "kept", receipt: { place: 3, answer: [1], nonce: first.nonce } })?.state, "kept");
  const second = box.put(4, [0]);
  assert.deepEqual(box.hear(first.nonce, { kind: "refused", code: "live_closed", message: "晚了" }), second);
  const other = box.hear(second.nonce, { kind: "again", receipt: { place: 4, answer: [2], nonce: "elsewhere" } });
  assert.deepEqual([other?.state, other?.answer], ["kept", [2]]);
});

test("a refused answer may be given anew, and broken storage loses nothing while the page lives", () => {
  const broken: Shelf = { getItem: () => "{", setItem: () => { throw new Error("full"); }, removeItem: () => { throw new Error("off"); } };
  const box = new Outbox("live:abc", broken, nonces());
  const first = box.put(3, [1]);
  box.hear(first.nonce, { kind: "refused", code: "live_invalid", message: "重选" });
  assert.equal(box.at(3)?.why, "重选");
  assert.equal(box.put(3, [0]).nonce, "nonce-2");
  box.clear();
  assert.equal(box.at(3), null);
});

test("an answer is tried again soon, for the question closes", () => {
  assert.deepEqual([0, 1, 2, 9].map((n) => retryMs(n, () => 0.5)), [400, 680, 1156, 4000]);
});

test("what a phone shows", () => {
  const letter = { place: 3, answer: [1], nonce: "n", state: "waiting" as const };
  const at = (state: Partial<LiveState>, now = T + 1000, mine: Mine | null = player, sent: typeof letter | null = null): string => sceneOf({ ...open, ...state }, mine, sent, now);
  assert.equal(at({ phase: "lobby" }), "lobby");
  assert.equal(at({ question: null }, T - 500), "soon");
  assert.equal(at({}, T - 1), "soon"); // the phone's own clock is never quicker than the moment
  assert.equal(at({}), "ask");
  assert.equal(at({}, T + 1000, player, letter), "sent");
  assert.equal(at({}, T + 20_000), "waiting");
  assert.equal(at({}, T + 20_000, player, letter), "sent");
  assert.equal(at({ paused: 9000 }), "paused");
  assert.equal(at({ phase: "locked" }, T + 1000, player, letter), "waiting");
  assert.equal(at({ phase: "revealed" }), "reveal");
  assert.equal(at({ phase: "board" }), "board");
  assert.equal(at({ phase: "finished", paused: 5 }), "finished");
  const gone = { ...player, player: { ...player.player!, removed: true } };
  assert.equal(at({}, T + 1000, gone), "removed");
  const out = { ...player, player: { ...player.player!, out: true } };
  assert.equal(at({}, T + 1000, out), "sent");
});

test("percents add up to a hundred where each chose one, and are shares of people where several could be chosen", () => {
  assert.deepEqual(percents([1, 1, 1], 3), [34, 33, 33]);
  assert.deepEqual(percents([3, 3, 2], 3), [100, 100, 67]);
  assert.deepEqual(percents([0, 0], 0), [0, 0]);
});

test("an answer is compared with the key as soon as both are here", () => {
  assert.equal(isRight("single", [1], [1]), true);
  assert.equal(isRight("multiple", ["2", 0], [0, 2]), true);
  assert.equal(isRight("multiple", [0], [0, 2]), false);
  assert.equal(isRight("ordering", ["2", "1", "3"], [2, 1, 3]), true);
  assert.equal(isRight("ordering", ["1", "2", "3"], [2, 1, 3]), false);
  assert.equal(isRight("hotspot", ["1,2"], undefined), null);
});

test("what the server said of an answer", () => {
  const receipt = { place: 3, answer: [1], nonce: "n", at: T };
  assert.equal(readTaken(200, { receipt }, null).kind, "kept");
  assert.equal(readTaken(409, { error: { code: "live_answered", message: "已答过" }, receipt }, null).kind, "again");
  assert.deepEqual(readTaken(409, { error: { code: "live_closed", message: "晚了" }, receipt: null }, null), { kind: "refused", code: "live_closed", message: "晚了" });
  for (const code of ["live_not_open", "live_paused"]) assert.equal(readTaken(409, { error: { code, message: "" } }, null).kind, "later");
  // a hall's sign-in page, a busy server, a proxy in between: no word of ours
  assert.equal(readTaken(200, null, null).kind, "later");
  assert.deepEqual(readTaken(503, null, 3000), { kind: "later", waitMs: 3000 });
  assert.equal(readTaken(502, { error: { code: "x", message: "y" } }, null).kind, "later");
  assert.equal(readTaken(403, null, null).kind, "later");
  assert.deepEqual(readTaken(400, { error: { code: "csrf", message: "" } }, null), { kind: "later", isStale: true });
});
