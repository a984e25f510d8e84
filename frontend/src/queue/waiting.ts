import { backoffMs } from "../player/retry";
import { messagesOf, must } from "../shared/dom";
import { readPlace, spread, wordsFor, type Place } from "./place";

/** The page that waits in line: asks now and then where it stands, says so, and goes in by itself. */
export class Waiting {
  private readonly say: ReturnType<typeof messagesOf>;
  private timer = 0;
  private failures = 0;

  constructor(private readonly box: HTMLElement, private readonly enter: () => void) {
    this.say = messagesOf(box);
  }

  start(): void {
    this.later(spread(Number(this.box.dataset["again"]) || 1500, Math.random));
    // timers of a locked phone sleep: who comes back sees the present place
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.later(Math.random() * 500);
    });
    window.addEventListener("online", () => this.later(Math.random() * 1000));
  }

  private later(ms: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), ms);
  }

  private async ask(): Promise<void> {
    const place = await this.fetchPlace();
    if (place === null) return this.later(backoffMs(++this.failures, Math.random));
    this.failures = 0;
    if (place.in) return this.enter();
    this.show(place);
    this.later(spread(place.again, Math.random));
  }

  private async fetchPlace(): Promise<Place | null> {
    try {
      const answer = await fetch(this.box.dataset["place"] ?? "", { cache: "no-store", credentials: "same-origin" });
      if (answer.status === 404) this.enter(); // the line is switched off
      return answer.ok ? readPlace(await answer.json()) : null;
    } catch {
      return null;
    }
  }

  private show(place: Place): void {
    const words = wordsFor(place);
    this.put("[data-queue-ahead]", words.ahead);
    this.put("[data-queue-wait]", words.wait);
  }

  /** Only what changes is written: a screen reader repeats what is written. */
  private put(where: string, [key, n]: [string, number]): void {
    const line = must(where, this.box);
    const text = this.say(key, { n });
    if (line.textContent !== text) line.textContent = text;
  }
}
