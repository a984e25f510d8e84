import assert from "node:assert/strict";
import { test } from "node:test";
import { readSave, readSubmit } from "../src/player/outcome";

test("only our own server's word says that answers are saved", () => {
  assert.deepEqual(readSave(200, { revision: 4 }, null), { kind: "saved", revision: 4, deadline: null });
  assert.equal(readSave(200, null, null).kind, "later"); // the sign-in page of a hall's network
  assert.equal(readSave(200, { result: "ok" }, null).kind, "later");
  assert.equal(readSave(204, null, null).kind, "later");
});

test("only our own server ends an attempt", () => {
  assert.deepEqual(readSave(410, { location: "/q/A/a/B/result" }, null), { kind: "closed", location: "/q/A/a/B/result" });
  assert.deepEqual(readSave(404, { error: {} }, null), { kind: "closed", location: null });
  for (const status of [403, 404, 410]) assert.equal(readSave(status, null, null).kind, "later");
});

test("the deadline that the server names is taken over", () => {
  const saved = readSave(200, { revision: 1, deadline: "1970-01-01T00:00:05+00:00" }, null);
  assert.equal(saved.kind === "saved" && saved.deadline, 5000);
});

test("a paper is handed in only when our server names the result", () => {
  assert.deepEqual(readSubmit(200, { location: "/result" }, null), { kind: "done", location: "/result" });
  assert.equal(readSubmit(200, null, null).kind, "later");
  assert.equal(readSubmit(200, { location: "https://portal.example/" }, null).kind, "later");
  assert.equal(readSubmit(200, { location: "//portal.example/" }, null).kind, "later");
  assert.equal(readSubmit(500, { location: "/result" }, null).kind, "later");
});

test("a paper that lacks another tab's answers takes them over before it is handed in", () => {
  assert.deepEqual(readSubmit(409, { revision: 7, answers: { 1: [2] } }, null), { kind: "stale", revision: 7, answers: { 1: [2] } });
  assert.equal(readSubmit(409, null, null).kind, "plain");
});

test("busy and broken are tried again, refusals are left to the server's page", () => {
  assert.deepEqual(readSubmit(503, null, 1000), { kind: "later", busy: true, afterMs: 1000 });
  assert.deepEqual(readSubmit(502, null, null), { kind: "later", busy: false, afterMs: null });
  assert.equal(readSubmit(400, null, null).kind, "plain");
});
