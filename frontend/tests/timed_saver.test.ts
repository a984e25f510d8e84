import assert from "node:assert/strict";
import { test } from "node:test";
import { TimedSaver, type Sent, type TimedState } from "../src/player/timed_saver";

const stored: Sent = { kind: "done", location: "/q/1", stored: true };

/** A saver whose timers run when told, and whose requests are answered when told. */
function bench(): { saver: TimedSaver; states: TimedState[]; tick(): void; requests: ((sent: Sent) => void)[] } {
  const states: TimedState[] = [];
  const timers: (() => void)[] = [];
  const requests: ((sent: Sent) => void)[] = [];
  const saver = new TimedSaver({
    send: () => new Promise((resolve) => requests.push(resolve)),
    onState: (state) => states.push(state),
    later: (run) => timers.push(run),
  });
  return { saver, states, requests, tick: () => timers.splice(0).forEach((run) => run()) };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a change is sent and said to be saved only after the server did", async () => {
  const { saver, states, requests, tick } = bench();
  saver.changed();
  tick();
  assert.deepEqual(states, ["saving"]);
  requests[0]?.(stored);
  await settle();
  assert.deepEqual(states, ["saving", "saved"]);
});

test("one request at a time, and a change meanwhile is sent after it", async () => {
  const { saver, requests, tick } = bench();
  saver.changed();
  tick();
  saver.changed();
  tick();
  assert.equal(requests.length, 1);
  requests[0]?.(stored);
  await settle();
  tick();
  assert.equal(requests.length, 2);
});

test("without network it tries again by itself", async () => {
  const { saver, states, requests, tick } = bench();
  saver.changed();
  tick();
  requests[0]?.({ kind: "later" });
  await settle();
  assert.equal(states.at(-1), "local");
  tick();
  assert.equal(requests.length, 2);
});

test("an answer after the time is said to be late", async () => {
  const { saver, states, requests, tick } = bench();
  saver.changed();
  tick();
  requests[0]?.({ kind: "done", location: "/q/1", stored: false });
  await settle();
  assert.equal(states.at(-1), "late");
});

test("stopping waits for what is on its way and sends nothing more", async () => {
  const { saver, requests, tick } = bench();
  saver.changed();
  tick();
  saver.changed();
  let isDone = false;
  const stopped = saver.stop().then(() => (isDone = true));
  await settle();
  assert.equal(isDone, false);
  requests[0]?.(stored);
  await stopped;
  tick();
  assert.equal(requests.length, 1);
});
