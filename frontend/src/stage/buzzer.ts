import { messagesOf, must } from "../shared/dom";
import { HOT, leftText, middle, wait } from "./pace";

interface State { state: string; round: string; opening: number | null; who: string; score: number; early: boolean; left_ms: number | null; test: boolean }

/** A press that found no way is sent again with its own name for so long; the moment of its first arrival counts. */
const TRIES = 6;

/** One big button. The server says who was first; the page only says what it knows. */
export function bindBuzzer(root: HTMLElement): void {
  new Buzzer(root).start();
}

class Buzzer {
  private readonly say: ReturnType<typeof messagesOf>;
  private readonly button = must<HTMLButtonElement>("[data-press]");
  private readonly word = must("[data-word]");
  private state: State | null = null;
  private tag = "";
  private failures = 0;
  private trips: number[] = [];
  private clockEnds = 0;
  /** What was pressed: `opening` or "early", so that one press is sent for each. */
  private pressed = "";
  private told = "";

  constructor(private readonly root: HTMLElement) {
    this.say = messagesOf(root);
  }

  start(): void {
    this.button.type = "button";
    // finger down, not up: the tenth of a second between them is the team's
    this.button.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      void this.press();
    });
    this.button.addEventListener("click", () => void this.press());
    document.addEventListener("keydown", (event) => {
      if (event.repeat || (event.key !== " " && event.key !== "Enter")) return;
      event.preventDefault();
      void this.press();
    });
    document.addEventListener("visibilitychange", () => void (document.hidden || this.ask()));
    window.setInterval(() => this.tick(), 200);
    window.setInterval(() => void this.hello(), 8000);
    void this.ask().finally(() => {
      void this.hello();
      this.later();
    });
  }

  private later(): void {
    window.setTimeout(() => void this.ask().finally(() => this.later()), wait(this.state?.state ?? "idle", this.failures));
  }

  private url(part: string): string {
    return `${this.root.dataset["buzzer"] ?? ""}/${part}`;
  }

  private async ask(): Promise<void> {
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), 4000);
    const began = performance.now();
    try {
      const answer = await fetch(this.url("state"), { headers: this.tag ? { "If-None-Match": this.tag } : {}, cache: "no-store", redirect: "error", signal: stop.signal });
      if (answer.status === 404) return location.reload(); // another link was made: say so
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      this.trips = [...this.trips.slice(-14), performance.now() - began];
      this.failures = 0;
      if (answer.status === 200) {
        this.tag = answer.headers.get("ETag") ?? "";
        this.take((await answer.json()) as State);
      }
    } catch {
      this.failures += 1;
    } finally {
      window.clearTimeout(timer);
      this.draw();
    }
  }

  private take(state: State): void {
    if (state.opening !== this.state?.opening || !HOT.has(state.state)) this.told = "";
    if (state.state !== "open" && state.state !== "ready") this.pressed = "";
    if (state.state === "mine" && this.state?.state !== "mine") navigator.vibrate?.([200, 80, 200]);
    this.state = state;
    this.clockEnds = state.left_ms === null ? 0 : performance.now() + state.left_ms;
  }

  private async press(): Promise<void> {
    const state = this.state;
    if (!state || !HOT.has(state.state)) return;
    const what = state.state === "open" ? String(state.opening) : "early";
    if (this.pressed === what) return;
    this.pressed = what;
    this.told = "pressed";
    navigator.vibrate?.(60);
    this.draw();
    const verdict = await this.send();
    this.told = verdict === "in" ? "pressed" : verdict === "early" ? "early" : verdict === "taken" ? "late" : verdict === "" ? "unsent" : "";
    if (verdict === "early") window.setTimeout(() => (this.pressed = this.pressed === "early" ? "" : this.pressed), 1500);
    this.draw();
    void this.ask();
  }

  /** The server's word, or "" when none came. */
  private async send(): Promise<string> {
    const nonce = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
    const body = JSON.stringify({ nonce, rtt_ms: middle(this.trips) });
    for (let tries = 0; tries < TRIES; tries += 1) {
      try {
        const answer = await fetch(this.url("press"), { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": this.root.dataset["csrf"] ?? "" }, credentials: "same-origin", redirect: "error" });
        if (answer.ok) return ((await answer.json()) as { verdict: string }).verdict;
        if (answer.status === 400) location.reload(); // the page is older than the server's session
      } catch {
        // no way just now
      }
      await new Promise((resolve) => window.setTimeout(resolve, 120 * (tries + 1)));
    }
    return "";
  }

  private async hello(): Promise<void> {
    const body = JSON.stringify({ rtt_ms: middle(this.trips) });
    await fetch(this.url("hello"), { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": this.root.dataset["csrf"] ?? "" }, credentials: "same-origin" }).catch(() => undefined);
  }

  private draw(): void {
    const state = this.state;
    if (!state) return;
    const isLost = this.failures > 2;
    const word = isLost ? "lost" : HOT.has(state.state) && this.told ? this.told : state.early && state.state === "ready" ? "early" : state.state;
    const text = this.say(word, { who: state.who });
    if (this.word.textContent !== text) this.word.textContent = text;
    this.root.dataset["state"] = isLost ? "lost" : state.state;
    this.root.dataset["told"] = this.told;
    this.button.setAttribute("aria-disabled", String(!HOT.has(state.state)));
    must("[data-score]").textContent = this.say("score", { n: state.score });
    if (state.round) must("[data-round]").textContent = state.round;
    must("[data-test]").hidden = !state.test;
    const trip = middle(this.trips);
    must("[data-link]").textContent = trip === null ? "" : this.say("link", { n: trip });
    this.tick();
  }

  private tick(): void {
    const left = this.clockEnds - performance.now();
    const text = this.clockEnds && left > 0 ? leftText(left) : "";
    const clock = must("[data-clock]");
    if (clock.textContent !== text) clock.textContent = text;
  }
}
