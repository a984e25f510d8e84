import { all, one } from "../shared/dom";
import { lead, secondsLeft, shareLeft } from "./countdown";
import type { LiveState } from "./wire";
import { setText } from "./words";

export type Moments = Pick<LiveState, "phase" | "opens_at" | "closes_at" | "paused">;

/** What the part says of the room's clock. */
export function momentsOf(root: HTMLElement): Moments | null {
  const text = one("[data-moments]", root)?.dataset["moments"];
  return text ? (JSON.parse(text) as Moments) : null;
}

/** Moves the clocks that the server drew: 3-2-1, seconds left, the bar of time. */
export function tickClocks(root: HTMLElement, now: number): void {
  const moments = momentsOf(root);
  if (!moments || moments.opens_at === null || moments.closes_at === null || moments.paused !== null) return;
  const { opens_at, closes_at } = moments;
  for (const each of all("[data-lead]", root)) setText(each, String(lead(opens_at, now) || ""));
  const left = now < opens_at ? Math.round((closes_at - opens_at) / 1000) : secondsLeft(closes_at, now);
  for (const each of all("[data-left]", root)) {
    setText(each, String(left));
    each.closest("[data-clock]")?.classList.toggle("is-low", left <= 5);
  }
  for (const bar of all<HTMLProgressElement>("progress[data-time]", root)) bar.value = shareLeft(opens_at, closes_at, now);
}
