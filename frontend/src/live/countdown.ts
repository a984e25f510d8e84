/** 3, 2, 1 before a question opens; 0 when it is open. Never more than 9. */
export function lead(opensAt: number, now: number): number {
  return Math.min(9, Math.max(0, Math.ceil((opensAt - now) / 1000)));
}

/** Whole seconds left, never negative: the last second is 1, and 0 is over. */
export function secondsLeft(closesAt: number, now: number): number {
  return Math.max(0, Math.ceil((closesAt - now) / 1000));
}

/** Share of the time that is left, 0 to 1, for a bar. */
export function shareLeft(opensAt: number, closesAt: number, now: number): number {
  return closesAt <= opensAt ? 0 : Math.min(1, Math.max(0, (closesAt - now) / (closesAt - opensAt)));
}

/** Seconds that are worth saying aloud. Every second would drown the question. */
const SPOKEN = [10, 5];

/** What is said when the clock went from `before` to `left` seconds; null mostly. A question shorter than that never says it. */
export function spoken(before: number, left: number): number | null {
  for (const mark of [...SPOKEN].reverse()) if (before > mark && left <= mark && left > 0) return mark;
  return null;
}
