/** States in which the button is good for something, or is about to be. */
export const HOT = new Set(["ready", "open"]);

/** Milliseconds until the next question: quick while it matters, slower the longer no answer comes. */
export function wait(state: string, failures: number): number {
  if (failures > 0) return Math.min(250 * 2 ** Math.min(failures, 4), 3000);
  return HOT.has(state) ? 180 : 500;
}

/** The middle one of the last round trips: a single slow answer says little. */
export function middle(values: readonly number[]): number | null {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

/** Time left: 0:07, 1:05; a started second counts. */
export function leftText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
