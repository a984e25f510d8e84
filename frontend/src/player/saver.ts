import { backoffMs } from "./retry";
import type { SaveOutcome } from "./outcome";

/** saving: on its way. local: on this phone only. failed: several tries in vain. closed: the attempt is over. */
export type SaveState = "saving" | "saved" | "local" | "failed" | "closed";

export interface SaverParts {
  /** Sends everything; rejects when there is no network. */
  send(): Promise<SaveOutcome>;
  onState(state: SaveState): void;
  onClosed(location: string | null): void;
  /** Takes the other tab's sheet; the next send carries the merged one. */
  onStale(outcome: SaveOutcome & { kind: "stale" }): void;
  later(run: () => void, ms: number): unknown;
  cancel(timer: unknown): void;
  random(): number;
}

const debounceMs = 600;
const honestyMs = 2500;

/** Saves soon after the last tap, one request at a time, and says "saved" only after the server did. */
export class Saver {
  private timer: unknown = null;
  private honesty: unknown = null;
  private busy = false;
  private dirty = false;
  private failures = 0;
  private over = false;

  constructor(private readonly parts: SaverParts) {}

  /** An answer changed. */
  changed(): void {
    if (this.over) return;
    this.dirty = true;
    if (this.failures) return; // the next try is already planned; a tap must not cut the server's Retry-After short
    this.say("saving");
    this.schedule(debounceMs);
  }

  /** Now, if there is something to save (page hidden, network back): a page that goes away fires no timers. */
  flush(): void {
    if (!this.dirty || this.busy) return;
    this.parts.cancel(this.timer);
    void this.save();
  }

  stop(): void {
    this.over = true;
    this.clear();
  }

  /** Goes on after `stop`. */
  resume(): void {
    this.over = false;
    this.failures = 0;
  }

  private schedule(ms: number): void {
    if (this.over || this.busy) return;
    this.parts.cancel(this.timer);
    this.timer = this.parts.later(() => void this.save(), ms);
  }

  private async save(): Promise<void> {
    if (this.over || this.busy) return;
    this.busy = true;
    this.dirty = false;
    let outcome: SaveOutcome;
    try {
      outcome = await this.parts.send();
    } catch {
      outcome = { kind: "later", afterMs: null };
    }
    this.busy = false;
    if (!this.over) this.take(outcome);
  }

  private take(outcome: SaveOutcome): void {
    if (outcome.kind === "saved") return this.stored();
    if (outcome.kind === "closed") {
      this.stop();
      this.parts.onState("closed");
      return this.parts.onClosed(outcome.location);
    }
    this.dirty = true;
    if (outcome.kind === "stale") {
      this.parts.onStale(outcome);
      return this.schedule(0);
    }
    this.failures += 1;
    this.clear();
    this.parts.onState(this.failures > 1 ? "failed" : "local");
    this.schedule(outcome.afterMs ?? backoffMs(this.failures, () => this.parts.random()));
  }

  private stored(): void {
    this.failures = 0;
    this.clear();
    if (!this.dirty) return this.parts.onState("saved");
    this.say("saving");
    this.schedule(debounceMs);
  }

  /** "Saving" may stand for a moment only; then the truth is that the answer is on this phone alone. */
  private say(state: SaveState): void {
    this.parts.onState(state);
    if (this.honesty === null) this.honesty = this.parts.later(() => this.parts.onState("local"), honestyMs);
  }

  private clear(): void {
    this.parts.cancel(this.timer);
    this.parts.cancel(this.honesty);
    this.timer = this.honesty = null;
  }
}
