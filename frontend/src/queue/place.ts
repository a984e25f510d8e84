/** What the door says of a place (quizapp/admission/views_waiting.py). */
export interface Place {
  in: boolean;
  ahead: number;
  /** Seconds, at the line's present speed. */
  wait: number;
  /** Milliseconds after which it is worth asking again. */
  again: number;
}

/** The place, or null for what is no word of ours (a hall's sign-in page, an error). */
export function readPlace(said: unknown): Place | null {
  const found = said as Partial<Place> | null;
  if (typeof found !== "object" || found === null || typeof found.in !== "boolean") return null;
  return { in: found.in, ahead: Number(found.ahead) || 0, wait: Number(found.wait) || 0, again: Number(found.again) || 1500 };
}

/** The words for it: which message, and its number. Times are rounded up, never down. */
export function wordsFor(place: Place): { ahead: [string, number]; wait: [string, number] } {
  if (place.ahead <= 0) return { ahead: ["next", 0], wait: ["soon", 0] };
  const wait: [string, number] = place.wait <= 60 ? ["seconds", Math.max(5, Math.ceil(place.wait / 5) * 5)] : ["minutes", Math.ceil(place.wait / 60)];
  return { ahead: ["ahead", place.ahead], wait };
}

/** `again`, a fifth more or less, so that nobody asks in step with others. */
export function spread(again: number, random: () => number): number {
  return Math.round(again * (0.8 + 0.4 * random()));
}
