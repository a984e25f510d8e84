import type { Atom } from "../sheet";

/** How one type of question is answered on the page. The page's own fields always carry the answer. */
export interface Kind {
  /** What the fields say now; [] when nothing. */
  read(): readonly Atom[];
  /** Makes the fields say it. */
  write(atoms: readonly Atom[]): void;
  isComplete(atoms: readonly Atom[]): boolean;
  /** Fields that the keys 1-9 and A-Z choose. */
  options: HTMLInputElement[];
  /** One tap answers it: the next question comes by itself. */
  isSettledByTap: boolean;
}

export interface Surroundings {
  announce(text: string): void;
  /** The fields were changed by the script: an event as if by hand. */
  changed(): void;
}

export type MakeKind = (root: HTMLElement, around: Surroundings) => Kind;
