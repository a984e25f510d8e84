import { nextPoll } from "./pace";
import type { ServerClock } from "./server_clock";
import type { LiveState } from "./wire";

const PATIENCE_MS = 5000;
type Moments = Pick<LiveState, "phase" | "opens_at" | "closes_at" | "paused">;


/** Asks one address again and again at the pace that the moment wants, and learns the server's clock from each answer. */
export class Poller {
  private tag = "";
  private failures = 0;
  private timer = 0;
  private isBusy = false;
  private status = 0;

  constructor(
    private readonly url: string,
    private readonly clock: ServerClock,
    private readonly moments: () => Moments | null,
    private readonly onText: (text: string, tag: string) => void,
    private readonly onLine: (failures: number, status: number) => void,
  ) {}

  start(): void {
    document.addEventListener("visibilitychange", () => void (document.hidden || this.poke()));
    window.addEventListener("online", () => this.poke());
    this.poke();
  }

  /** Ask now. */
  poke(): void {
    window.clearTimeout(this.timer);
    if (!this.isBusy) void this.ask();
  }

  /** The answer could not be shown: it is asked for again in full. */
  forget(): void {
    this.tag = "";
  }

  private async ask(): Promise<void> {
    this.isBusy = true;
    this.status = 0;
    try {
      await this.fetch();
      this.failures = 0;
    } catch {
      this.failures += 1;
    }
    this.isBusy = false;
    this.onLine(this.failures, this.status);
    this.timer = window.setTimeout(() => this.poke(), nextPoll(this.moments(), this.clock.now(), this.failures, Math.random));
  }

  private async fetch(): Promise<void> {
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), PATIENCE_MS);
    const sentAt = performance.now();
    try {
      const told = await fetch(this.url, {
        headers: this.tag ? { "If-None-Match": this.tag } : {},
        credentials: "same-origin", cache: "no-store", redirect: "error", signal: stop.signal,
      });
      this.status = told.status;
      const moment = told.headers.get("Live-Now");
      if (!moment || (told.status !== 304 && told.status !== 200)) throw new Error(String(told.status));
      this.clock.learn(Number(moment), sentAt);
      if (told.status === 304) return;
      const text = await told.text();
      this.tag = told.headers.get("ETag") ?? "";
      this.onText(text, this.tag);
    } finally {
      window.clearTimeout(timer);
    }
  }
}
