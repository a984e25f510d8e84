/** When a session of staff is over, as far as a page can know: so long after the last request, and at the latest then. */
export class Ends {
  constructor(private readonly idleMs: number, private readonly latestMs: number, private seenMs: number) {}

  /** Some page of this browser asked the server at that moment. */
  seen(atMs: number): void {
    if (atMs > this.seenMs) this.seenMs = atMs;
  }

  /** Milliseconds until it is over; nothing or less: it is. */
  leftMs(nowMs: number): number {
    return Math.min(this.seenMs + this.idleMs, this.latestMs) - nowMs;
  }
}
