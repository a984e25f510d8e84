import type { Atom } from "../player/sheet";

/** What /live-state says to everybody (quizapp/live/wire.py); moments are whole milliseconds since 1970 by the server's clock. */
export interface LiveState {
  readonly rev: number;
  readonly phase: "lobby" | "asking" | "locked" | "revealed" | "board" | "finished";
  /** Milliseconds that were left when the host paused. */
  readonly paused: number | null;
  readonly place: number;
  readonly of: number;
  readonly joins: boolean;
  readonly opens_at: number | null;
  readonly closes_at: number | null;
  readonly question: Asked | null;
  readonly reveal: Reveal | null;
  readonly board: readonly Line[] | null;
  readonly teams: readonly Team[] | null;
  /** Players still in (一站到底); null in other modes. */
  readonly alive: number | null;
}

/** How many are here. */
export interface Counts {
  readonly players: number;
  readonly answered: number;
}

export interface Picture {
  readonly kind: string;
  readonly url: string;
  readonly alt: string;
  readonly width?: number;
  readonly height?: number;
}

export interface Shown {
  readonly options: readonly string[];
  readonly media?: readonly Picture[];
  readonly option_media?: readonly (Picture | null)[];
}

export interface Asked {
  readonly place: number;
  readonly type: string;
  readonly stem: string;
  readonly shown: Shown;
  readonly seconds: number;
  readonly points: number;
}

export interface Reveal {
  /** Single, multiple, true or false: shown positions. Ordering: the rank of each shown item. */
  readonly key: { readonly correct: readonly number[] };
  readonly explanation: string;
  readonly source: string;
  /** How many chose each shown option; null where that says nothing. */
  readonly counts: readonly number[] | null;
  readonly right: number;
  readonly answered: number;
}

export interface Line {
  readonly rank: number;
  readonly name: string;
  readonly unit: string;
  readonly score: number;
  readonly right: number;
}

export interface Team {
  readonly rank: number;
  readonly unit: string;
  readonly mean: number;
  readonly players: number;
}

/** What /me says to one phone. */
export interface Mine {
  readonly player: { readonly name: string; readonly unit: string; readonly shown: string; readonly removed: boolean; readonly out: boolean } | null;
  readonly answer: Receipt | null;
  readonly result: Result | null;
}

export interface Receipt {
  readonly place: number;
  readonly answer: readonly Atom[];
  readonly nonce: string;
}

export interface Result {
  readonly place: number;
  /** Null when there was no answer. */
  readonly right: boolean | null;
  readonly points: number;
  readonly score: number;
  readonly rights: number;
  readonly rank: number | null;
  readonly of: number;
  readonly streak: number;
}
