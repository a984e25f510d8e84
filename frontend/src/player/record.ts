import type { Sheet } from "./sheet";

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

/** Only whole, non-negative positions survive. */
export function cleanSheet(raw: unknown): Sheet {
  const clean: Record<string, number[]> = {};
  if (typeof raw !== "object" || raw === null) return clean;
  for (const [question, positions] of Object.entries(raw)) {
    if (Array.isArray(positions)) clean[question] = positions.filter((p) => Number.isInteger(p) && p >= 0).sort((a, b) => a - b);
  }
  return clean;
}
