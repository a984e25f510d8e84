import type { Atom, Sheet } from "./sheet";

/** Number of a question's last tap. Counted over all tabs of one attempt, so that no clock of a phone decides what is newer. */
export type Taps = Readonly<Record<string, number>>;

/** What the phone keeps of one attempt. An answer whose tap is newer than what was sent is on this phone alone. */
export interface PhoneRecord {
  answers: Sheet;
  taps: Taps;
  sent: Taps;
  flags: number[];
  at: number;
  kept: number;
  /** The person has handed in and the server has not answered yet. */
  handing: boolean;
}

/** The record, or null when the text is missing, old or not ours: a broken copy must not stop an attempt. */
export function parseRecord(text: string | null): PhoneRecord | null {
  if (!text) return null;
  try {
    const raw = JSON.parse(text) as Partial<PhoneRecord>;
    return {
      answers: cleanSheet(raw.answers),
      taps: cleanTaps(raw.taps),
      sent: cleanTaps(raw.sent),
      flags: (raw.flags ?? []).filter((n) => typeof n === "number"),
      at: typeof raw.at === "number" ? raw.at : 1,
      kept: typeof raw.kept === "number" ? raw.kept : 0,
      handing: raw.handing === true,
    };
  } catch {
    return null;
  }
}

/** Questions whose last tap the server has not acknowledged. */
export function pendingOf(taps: Taps, sent: Taps): string[] {
  return Object.keys(taps).filter((question) => (taps[question] ?? 0) > (sent[question] ?? 0));
}

/** Only whole, non-negative numbers and short texts survive, in their order: in some types the place says what is meant. */
export function cleanSheet(raw: unknown): Sheet {
  const clean: Record<string, Atom[]> = {};
  if (typeof raw !== "object" || raw === null) return clean;
  for (const [question, atoms] of Object.entries(raw)) if (Array.isArray(atoms)) clean[question] = atoms.filter(isAtom);
  return clean;
}

function cleanTaps(raw: unknown): Taps {
  const clean: Record<string, number> = {};
  if (typeof raw !== "object" || raw === null) return clean;
  for (const [question, tap] of Object.entries(raw)) if (Number.isSafeInteger(tap)) clean[question] = tap as number;
  return clean;
}

function isAtom(value: unknown): value is Atom {
  return typeof value === "string" ? value.length <= 200 : Number.isInteger(value) && (value as number) >= 0;
}
