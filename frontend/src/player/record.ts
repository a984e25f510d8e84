import type { Atom, Sheet } from "./sheet";

/** What the phone keeps of one attempt. `pending`: questions whose answer the server has not acknowledged. */
export interface PhoneRecord {
  answers: Sheet;
  pending: string[];
  flags: number[];
  at: number;
  kept: number;
}

/** The record, or null when the text is missing, old or not ours: a broken copy must not stop an attempt. */
export function parseRecord(text: string | null): PhoneRecord | null {
  if (!text) return null;
  try {
    const raw = JSON.parse(text) as Partial<PhoneRecord>;
    return {
      answers: cleanSheet(raw.answers),
      pending: (raw.pending ?? []).filter((n) => typeof n === "string"),
      flags: (raw.flags ?? []).filter((n) => typeof n === "number"),
      at: typeof raw.at === "number" ? raw.at : 1,
      kept: typeof raw.kept === "number" ? raw.kept : 0,
    };
  } catch {
    return null;
  }
}

/** Only whole, non-negative numbers and short texts survive, in their order: in some types the place says what is meant. */
export function cleanSheet(raw: unknown): Sheet {
  const clean: Record<string, Atom[]> = {};
  if (typeof raw !== "object" || raw === null) return clean;
  for (const [question, atoms] of Object.entries(raw)) if (Array.isArray(atoms)) clean[question] = atoms.filter(isAtom);
  return clean;
}

function isAtom(value: unknown): value is Atom {
  return typeof value === "string" ? value.length <= 200 : Number.isInteger(value) && (value as number) >= 0;
}
