/** Time left by the server's clock. `steady` is a clock that nobody can set (performance.now). */
export class Clock {
  private deadline: number;
  private offset: number;

  constructor(deadline: number, serverNow: number, private readonly steady: () => number) {
    this.deadline = deadline;
    this.offset = serverNow - steady();
  }

  leftMs(): number {
    return this.deadline - (this.offset + this.steady());
  }

  /** The organizer has closed the contest: less time is left. */
  move(deadline: number): void {
    this.deadline = deadline;
  }

  /** Follows the Date header of an answer; a second of rounding and a slow line are not worth a jump. */
  follow(dateHeader: string | null): void {
    const served = Date.parse(dateHeader ?? "");
    const drift = served - (this.offset + this.steady());
    if (Math.abs(drift) > 3000) this.offset += drift;
  }
}

/** Tells when the steady clock stood still (a sleeping phone): the wall clock went on by 3 s more. */
export function sleepGuard(steady: () => number, wall: () => number): () => boolean {
  let gap = wall() - steady();
  return () => {
    const now = wall() - steady();
    const slept = Math.abs(now - gap) > 3000;
    gap = now;
    return slept;
  };
}

export type Threshold = "half" | "five" | "one";

/** The threshold passed between two looks at the clock, the latest if several; null mostly. Half time is told only when it is not near another. */
export function crossed(beforeMs: number, leftMs: number, durationMs: number): Threshold | null {
  const marks: [number, Threshold][] = [[60_000, "one"], [300_000, "five"]];
  if (durationMs / 2 > 360_000) marks.push([durationMs / 2, "half"]);
  for (const [at, name] of marks) if (beforeMs > at && leftMs <= at && leftMs > 0 && at < durationMs) return name;
  return null;
}

/** "9:05" or "1:02:00"; never negative. */
export function clockText(leftMs: number): string {
  const s = Math.max(0, Math.ceil(leftMs / 1000));
  const two = (n: number): string => String(n).padStart(2, "0");
  const minutes = Math.floor(s / 60);
  return minutes < 60 ? `${minutes}:${two(s % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}
