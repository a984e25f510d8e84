import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { PeopleList, Person } from "./types";

/** What somebody scanned or typed. */
export type Said =
  | { kind: "code"; code: string }
  /** The session's own poster, or another link of ours: for people's own phones, not for a scanner. */
  | { kind: "poster" }
  | { kind: "words"; words: string };

const personal = /^[A-Z2-7]{24}$/;

/** A personal code as the server reads it: 0 and 1 are what people read for O and I. */
export function tidyCode(text: string): string {
  return text.replace(/[\s-]/g, "").toUpperCase().replace(/0/g, "O").replace(/1/g, "I");
}

/** What `text` means. ``isScanned``: it came from a camera or a scanner, so that it is a code and no name. */
export function readSaid(text: string, isScanned: boolean): Said {
  const trimmed = text.trim();
  const last = trimmed.replace(/[?#].*$/, "").split("/").pop() ?? "";
  for (const part of [trimmed, last]) if (personal.test(tidyCode(part))) return { kind: "code", code: tidyCode(part) };
  if (/^https?:\/\//i.test(trimmed) && /\/(s|door|c|q)\//.test(trimmed)) return { kind: "poster" };
  return isScanned ? { kind: "code", code: trimmed.slice(0, 300) } : { kind: "words", words: trimmed };
}

/** A name as the server folds it. */
export function foldName(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/[\s·•・‧.]/g, "");
}

/** What stands for a name or code on the list. Plain JavaScript: `crypto.subtle` is missing on a hall's own network without HTTPS. */
export function listKey(value: string, salt: string): string {
  return bytesToHex(sha256(utf8ToBytes(`${salt}:${value}`))).slice(0, 16);
}

/** The list in memory, found by hash, by initials and by what is seen of a masked name. */
export class Known {
  private readonly byKey = new Map<string, Person[]>();

  constructor(readonly list: PeopleList) {
    for (const person of list.people) for (const key of person.keys) this.byKey.set(key, [...(this.byKey.get(key) ?? []), person]);
  }

  byCode(code: string): Person | null {
    return this.byKey.get(listKey(code, this.list.salt))?.[0] ?? null;
  }

  byWho(who: string): Person | null {
    return this.list.people.find((person) => person.who === who) ?? null;
  }

  /** Whole names first, then initials, then the letters of a masked name that are seen. */
  search(words: string, most = 20): Person[] {
    const folded = foldName(words);
    if (!folded) return [];
    const exact = this.byKey.get(listKey(folded, this.list.salt)) ?? [];
    const rest = this.list.people.filter((person) => !exact.includes(person) && fits(person, folded));
    return [...exact, ...rest].slice(0, most);
  }
}

function fits(person: Person, folded: string): boolean {
  if (person.initials.startsWith(folded)) return true;
  const masked = Array.from(person.name);
  const typed = Array.from(folded);
  return typed.length <= masked.length && /[^\x20-\x7e]/.test(folded) && typed.every((letter, place) => masked[place] === "*" || masked[place] === letter) && masked[0] === typed[0];
}

/** 130 random bits, named like everything else here. */
export function newNonce(): string {
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => letters[byte % 32]).join("");
}
