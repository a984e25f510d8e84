import { all } from "./dom";

/** What opens later than this is not waited for on an open page. */
const LONGEST_MS = 12 * 3600_000;
/** Pages that open by themselves come one after another; whoever taps is never held back. */
const SPREAD_MS = 3_000;

/** When the page of something that opens in `ms` asks again: then, and a little later by chance; null = nobody waits so long. */
export function openingDelay(ms: number, random: () => number): number | null {
  return ms > 0 && ms <= LONGEST_MS ? ms + random() * SPREAD_MS : null;
}

/** `data-opening="<ms>"` on a line that says so: the page opens by itself when its moment has come, by the server's clock. */
export function bindOpenings(): void {
  for (const line of all("[data-opening]")) {
    const delay = openingDelay(Number(line.dataset["opening"]), Math.random);
    if (delay === null) continue;
    const due = Date.now() + delay;
    line.hidden = false;
    window.setTimeout(() => location.reload(), delay);
    // the timers of a locked phone sleep
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() >= due) location.reload();
    });
  }
}
