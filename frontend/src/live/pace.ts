import type { LiveState } from "./wire";

/** Around a moment that was announced, a phone asks this often. */
const NEAR_MS = 250;
/** So long before and after such a moment. */
const WINDOW_MS = 1500;
const CALM_MS = 1000;
/** A phone that answered and a room that is over need less. */
const OVER_MS = 5000;
const SLOWEST_MS = 8000;

/**
 * Milliseconds until the state is asked for again. A hall of phones must not ask at one instant, so every wait is spread
 * by `random`; the question itself is asked for just after it opens.
 */
export function nextPoll(state: Pick<LiveState, "phase" | "opens_at" | "closes_at" | "paused"> | null, now: number, failures: number, random: () => number): number {
  if (failures > 0) return spread(Math.min(500 * 2 ** Math.min(failures, 4), SLOWEST_MS), 0.4, random);
  if (!state) return spread(CALM_MS, 0.3, random);
  if (state.phase === "finished") return spread(OVER_MS, 0.3, random);
  const moment = state.paused === null ? nearest(state, now) : null;
  if (moment === null) return spread(CALM_MS, 0.3, random);
  if (moment > now) return Math.min(moment - now + 20 + random() * 120, spread(CALM_MS, 0.3, random));
  return spread(NEAR_MS, 0.2, random);
}

/** The announced moment that is coming soon or has just been; null when none is near. */
function nearest(state: Pick<LiveState, "opens_at" | "closes_at" | "phase">, now: number): number | null {
  if (state.phase !== "asking") return null;
  for (const moment of [state.opens_at, state.closes_at]) {
    if (moment !== null && moment - now < WINDOW_MS + CALM_MS && now - moment < WINDOW_MS) return moment;
  }
  return null;
}

function spread(ms: number, share: number, random: () => number): number {
  return Math.round(ms * (1 - share / 2 + share * random()));
}

/** Failures after which the page says that the line is bad: one lost answer is no news. */
export const BAD_AFTER = 3;
