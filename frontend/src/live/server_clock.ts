/** Clocks of phones drift: a sample, however good, is replaced after this long. */
const OLD_MS = 60_000;
/** More than two samples can disagree: the phone slept, and its steady clock stood still. */
const SLEPT_MS = 500;

/**
 * The server's time, learned from its answers. Of all samples the one with the shortest way there and back is believed:
 * its error is at most half of that way. `steady` is a clock that nobody can set (performance.now).
 */
export class ServerClock {
  private offset = NaN;
  private way = Infinity;
  private learnedAt = 0;

  constructor(private readonly steady: () => number) {}

  /** An answer said `serverNow`; it was asked at `sentAt` and came just now (both by `steady`). */
  learn(serverNow: number, sentAt: number): void {
    if (!Number.isFinite(serverNow) || serverNow <= 0) return;
    const now = this.steady();
    const way = Math.max(0, now - sentAt);
    const found = serverNow + way / 2 - now;
    const slept = Math.abs(found - this.offset) > (way + this.way) / 2 + SLEPT_MS;
    if (this.isKnown && !slept && way > this.way && now - this.learnedAt < OLD_MS) return;
    this.offset = found;
    this.way = way;
    this.learnedAt = now;
  }

  get isKnown(): boolean {
    return Number.isFinite(this.offset);
  }

  /** Milliseconds since 1970 by the server; NaN before the first answer. */
  now(): number {
    return this.steady() + this.offset;
  }
}
