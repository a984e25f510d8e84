import assert from "node:assert/strict";
import { test } from "node:test";
import { foldName, Known, listKey, newNonce, readSaid, tidyCode } from "../src/device/codes";
import { Shell } from "../src/worker/shell";

const code = "AAAAAAAQAAASQ5GKVLJTM7ZC";

test("a personal code is known however it was scanned or typed", () => {
  for (const said of [code, code.toLowerCase(), code.replace(/(.{4})/g, "$1 "), code.replace(/(.{4})/g, "$1-"), `https://quiz.example/k/${code}`, code.replace(/I/g, "1").replace(/O/g, "0")])
    assert.deepEqual(readSaid(said, false), { kind: "code", code }, said);
});

test("a poster is told from a code, and what a scanner reads is never taken for a name", () => {
  assert.deepEqual(readSaid("https://quiz.example/s/A3C4D6", true), { kind: "poster" });
  assert.deepEqual(readSaid("https://elsewhere.example/x", true), { kind: "code", code: "https://elsewhere.example/x" });
  assert.deepEqual(readSaid("张桂兰", true), { kind: "code", code: "张桂兰" });
  assert.deepEqual(readSaid(" 张桂兰 ", false), { kind: "words", words: "张桂兰" });
});

test("the list's hashes are those of the server", () => {
  assert.equal(listKey("张桂兰", "0123456789abcdef"), "2397d7b58ee267b5");
  assert.equal(foldName(" 阿依古丽 · 买买提 "), "阿依古丽买买提");
  assert.equal(tidyCode("ab-01 c"), "ABOIC");
});

test("people are found by code, whole name, initials and the seen letters of a masked name", () => {
  const salt = "0123456789abcdef";
  const person = (who: string, name: string, full: string, initials: string) => ({ who, name, unit: "红星村", initials, keys: [listKey(full, salt), listKey(`CODE${who}`, salt)], is_in: false });
  const known = new Known({ version: "1", salt, is_complete: true, people: [person("p1", "张*兰", "张桂兰", "zgl"), person("p2", "张*英", "张桂英", "zgy"), person("r3", "单*星", "单红星", "shx")] });
  const found = (words: string): string[] => known.search(words).map((each) => each.who);
  assert.equal(known.byCode("CODEp2")?.who, "p2");
  assert.equal(known.byCode("nobody"), null);
  assert.deepEqual(found("张桂兰"), ["p1"]);
  assert.deepEqual(found("zg"), ["p1", "p2"]);
  assert.deepEqual(found("张桂"), ["p1", "p2"]);
  assert.deepEqual(found("李"), []);
  assert.deepEqual(found(""), []);
});

test("nonces are long, of the letters the server takes, and differ", () => {
  const some = new Set(Array.from({ length: 200 }, newNonce));
  assert.equal(some.size, 200);
  for (const each of some) assert.match(each, /^[a-z2-9]{26}$/);
});

/** Caches in memory. */
class Caches {
  readonly stores = new Map<string, Map<string, Response>>();

  async open(name: string) {
    const store = this.stores.get(name) ?? new Map<string, Response>();
    this.stores.set(name, store);
    const path = (address: string): string => address.replace("http://door.example", "");
    return {
      addAll: async (addresses: string[]) => addresses.forEach((each) => store.set(each, new Response(`kept ${each}`))),
      match: async (address: string) => store.get(path(address))?.clone(),
      put: async (address: string, response: Response) => void store.set(path(address), response),
    };
  }

  async keys() {
    return [...this.stores.keys()];
  }

  async delete(name: string) {
    return this.stores.delete(name);
  }
}

const request = (path: string, mode = "navigate", method = "GET"): Request => ({ url: `http://door.example${path}`, mode, method }) as unknown as Request;
const config = { version: "v2", pages: ["/door/scan"], files: ["/static/dist/device.js?v=1"] };

function shell(caches: Caches, get: (asked: Request) => Promise<Response>): Shell {
  return new Shell(config, "http://door.example/door/", caches as unknown as CacheStorage, get as unknown as typeof fetch, 20);
}

test("a page comes from the network, and from the phone when there is none or it is too slow", async () => {
  const caches = new Caches();
  const answers = { fresh: async () => new Response("fresh"), dead: async (): Promise<Response> => Promise.reject(new Error("no network")), slow: () => new Promise<Response>(() => undefined), broken: async () => new Response("oops", { status: 503 }) };
  const first = shell(caches, answers.fresh);
  await first.install();
  assert.equal(await (await first.answer(request("/door/scan")))?.text(), "fresh");
  for (const get of [answers.dead, answers.slow, answers.broken]) assert.equal(await (await shell(caches, get).answer(request("/door/scan")))?.text(), "fresh");
});

test("the API and other pages are none of its business", () => {
  const mine = shell(new Caches(), async () => new Response(""));
  for (const asked of [request("/api/door/people", "cors"), request("/console"), request("/door/scan", "navigate", "POST"), request("/static/dist/phone.js?v=9", "no-cors")]) assert.equal(mine.answer(asked), null);
});

test("a new version drops what the old one kept, and nothing of others", async () => {
  const caches = new Caches();
  for (const name of ["quizapp http://door.example/door/ v1", "quizapp http://door.example/q/ v1", "somebody else"]) await caches.open(name);
  const mine = shell(caches, async () => new Response(""));
  await mine.install();
  await mine.activate();
  assert.deepEqual(await caches.keys(), ["quizapp http://door.example/q/ v1", "somebody else", "quizapp http://door.example/door/ v2"]);
});
