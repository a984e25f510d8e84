/** What became of a request: stored or not, or to be tried again, or something only the server's own page explains. */
export type Sent = { kind: "done"; location: string; stored: boolean } | { kind: "later" } | { kind: "plain" };
export type TimedState = "saving" | "saved" | "local" | "late";

export interface TimedSaverParts {
  send(): Promise<Sent>;
  onState(state: TimedState): void;
  later(run: () => void, ms: number): unknown;
}

const settleMs = 400;
const retryMs = 2000;

/** Sends the answer of one question after each change, one request at a time: the last one sent is the one that counts. */
export class TimedSaver {
  private dirty = false;
  private planned = false;
  private busy: Promise<void> | null = null;
  private over = false;

  constructor(private readonly parts: TimedSaverParts) {}

  changed(): void {
    if (this.over) return;
    this.dirty = true;
    this.parts.onState("saving");
    this.plan(settleMs);
  }

  /** Now, if anything is not on the server (the clock is at its end). */
  flush(): void {
    if (this.dirty) this.plan(0);
  }

  /** Nothing more is sent; resolves when what is on its way has arrived, so that it cannot overtake what comes next. */
  async stop(): Promise<void> {
    this.over = true;
    await this.busy;
  }

  private plan(ms: number): void {
    if (this.planned && ms > 0) return;
    this.planned = true;
    this.parts.later(() => {
      this.planned = false;
      if (!this.over && !this.busy && this.dirty) this.busy = this.save();
    }, ms);
  }

  private async save(): Promise<void> {
    this.dirty = false;
    const sent = await this.parts.send();
    this.busy = null;
    if (sent.kind === "later") this.dirty = true;
    if (this.over) return;
    this.parts.onState(sent.kind === "later" ? "local" : sent.kind === "done" && sent.stored ? "saved" : "late");
    if (this.dirty) this.plan(sent.kind === "later" ? retryMs : settleMs);
  }
}
