import type { Atom } from "../player/sheet";
import type { Receipt } from "./wire";

/** One answer on its way: it keeps its nonce through reloads, so that a second try meets the first. */
export interface Letter {
  readonly place: number;
  readonly answer: readonly Atom[];
  readonly nonce: string;
  /** waiting: not heard of yet; kept: 已收到; refused: the server said why. */
  readonly state: "waiting" | "kept" | "refused";
  readonly why?: string;
  readonly code?: string;
}

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** How the server took an answer. `again`: another one stands. `later`: ask again, in `waitMs` if it said so; `isStale`: this page's token is. */
export type Taken =
  | { readonly kind: "kept"; readonly receipt: Receipt }
  | { readonly kind: "again"; readonly receipt: Receipt }
  | { readonly kind: "later"; readonly waitMs?: number; readonly isStale?: boolean }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

/** The answer of this phone to the question of now, kept on the phone until the server has it. */
export class Outbox {
  private letter: Letter | null;

  constructor(private readonly key: string, private readonly shelf: Shelf | null, private readonly newNonce: () => string) {
    this.letter = this.load();
  }

  /** What this phone said to question `place`; null when nothing. */
  at(place: number): Letter | null {
    return this.letter?.place === place ? this.letter : null;
  }

  get waiting(): Letter | null {
    return this.letter?.state === "waiting" ? this.letter : null;
  }

  /** The first answer stands: a second tap changes nothing. */
  put(place: number, answer: readonly Atom[]): Letter {
    const mine = this.at(place);
    if (mine && mine.state !== "refused") return mine;
    return this.keep({ place, answer, nonce: this.newNonce(), state: "waiting" });
  }

  /** What the server said of the letter with this nonce; an answer to an older one is no news. */
  hear(nonce: string, taken: Taken): Letter | null {
    if (this.letter?.nonce !== nonce || taken.kind === "later") return this.letter;
    if (taken.kind === "refused") return this.keep({ ...this.letter, state: "refused", why: taken.message, code: taken.code });
    return this.adopt(taken.receipt);
  }

  /** The server has an answer of ours, perhaps from before a reload on another phone. */
  adopt(receipt: Receipt): Letter {
    return this.keep({ place: receipt.place, answer: receipt.answer, nonce: receipt.nonce, state: "kept" });
  }

  clear(): void {
    this.letter = null;
    try {
      this.shelf?.removeItem(this.key);
    } catch {
      // storage is off: there is nothing to forget
    }
  }

  private keep(letter: Letter): Letter {
    this.letter = letter;
    try {
      this.shelf?.setItem(this.key, JSON.stringify(letter));
    } catch {
      // storage is off or full: the page itself still knows
    }
    return letter;
  }

  private load(): Letter | null {
    try {
      const found = JSON.parse(this.shelf?.getItem(this.key) ?? "null") as Letter | null;
      return found && typeof found.place === "number" && typeof found.nonce === "string" && Array.isArray(found.answer) ? found : null;
    } catch {
      return null;
    }
  }
}

/** Wait before try number `failures` + 1: quick at first, for the question closes soon. */
export function retryMs(failures: number, random: () => number): number {
  return Math.round(Math.min(400 * 1.7 ** failures, 4000) * (0.75 + random() / 2));
}
