import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaveOutcome } from "../src/player/outcome";
import { Saver, type SaveState } from "../src/player/saver";

/** A saver on a hand-cranked clock; `answers` are what the server says in turn, null = no network. */
function rig(answers: (SaveOutcome | null)[]) {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const states: SaveState[] = [];
  const sentAt: number[] = [];
  const saver = new Saver({
    send: async () => {
      sentAt.push(now);
      const answer = answers.shift();
      if (!answer) throw new Error("no network");
      return answer;
    },
    onState: (state) => states.push(state),
    onClosed: () => states.push("closed"),
    onStale: () => undefined,
    later: (run, ms) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => (timers = timers.filter((t) => t !== timer)),
    random: () => 0,
  });
  const pass = async (ms: number): Promise<void> => {
    const until = now + ms;
    for (;;) {
      const due = timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      timers = timers.filter((t) => t !== due);
      now = due.at;
      due.run();
      await new Promise((resolve) => setImmediate(resolve));
    }
    now = until;
  };
  return { saver, states, sentAt, pass };
}
const saved: SaveOutcome = { kind: "saved", revision: 1, deadline: null };

test("taps in quick succession make one save, and saved is said after the answer only", async () => {
  const { saver, states, sentAt, pass } = rig([saved]);
  saver.changed();
  await pass(300);
  saver.changed();
  assert.ok(!states.includes("saved"));
  await pass(5000);
  assert.deepEqual(sentAt, [900]);
  assert.equal(states[states.length - 1], "saved");
});

test("without network the phone says so and tries again ever more slowly", async () => {
  const { saver, states, sentAt, pass } = rig([null, null, null, saved]);
  saver.changed();
  await pass(60_000);
  assert.deepEqual(sentAt, [600, 2600, 6600, 14_600]);
  assert.deepEqual(states, ["saving", "local", "failed", "failed", "saved"]);
});

test("Retry-After is kept even while the person taps on", async () => {
  const { saver, sentAt, pass } = rig([{ kind: "later", afterMs: 20_000 }, saved]);
  saver.changed();
  await pass(1000);
  saver.changed();
  await pass(60_000);
  assert.deepEqual(sentAt, [600, 20_600]);
});

test("another tab's newer sheet is followed by one more save", async () => {
  const { saver, sentAt, states, pass } = rig([{ kind: "stale", revision: 5, answers: {} }, saved]);
  saver.changed();
  await pass(2000);
  assert.equal(sentAt.length, 2);
  assert.equal(states[states.length - 1], "saved");
});

test("an attempt that is over is not saved any more", async () => {
  const { saver, sentAt, states, pass } = rig([{ kind: "closed", location: null }, saved]);
  saver.changed();
  await pass(1000);
  saver.changed();
  await pass(60_000);
  assert.equal(sentAt.length, 1);
  assert.ok(states.includes("closed"));
});

test("flush sends at once what is waiting, and nothing when nothing is", async () => {
  const { saver, sentAt, pass } = rig([saved]);
  saver.flush();
  await pass(1000);
  assert.deepEqual(sentAt, []);
  saver.changed();
  saver.flush();
  await pass(0);
  assert.deepEqual(sentAt, [1000]);
});

test("a page that goes away sends at once, without waiting for a timer", async () => {
  const { saver, sentAt } = rig([saved]);
  saver.changed();
  saver.flush();
  assert.deepEqual(sentAt, [0]);
});

test("after a stop it can go on", async () => {
  const { saver, sentAt, states, pass } = rig([saved]);
  saver.changed();
  saver.stop();
  await pass(5000);
  assert.deepEqual(sentAt, []);
  saver.resume();
  saver.changed();
  await pass(5000);
  assert.equal(sentAt.length, 1);
  assert.equal(states[states.length - 1], "saved");
});
