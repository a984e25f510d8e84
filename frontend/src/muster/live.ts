import { all } from "../shared/dom";
import { Part } from "../shared/part";
import { offsetFrom, pause, sinceText } from "./pace";

/**
 * Keeps one part of the page as the server has it. The server answers 304 while nothing has happened, so a wall of
 * screens costs one small statement a second each; what changed is on every screen within two seconds.
 */
export function follow(root: HTMLElement, note: HTMLElement | null): void {
  new Follower(root, note).start();
}

class Follower {
  private tag = "";
  private failures = 0;
  private ahead = 0;
  private readonly quiet: string;
  private readonly part: Part;

  constructor(private readonly root: HTMLElement, private readonly note: HTMLElement | null) {
    this.quiet = note?.innerHTML ?? "";
    this.part = new Part(root);
  }

  start(): void {
    window.setInterval(() => this.tick(), 250);
    document.addEventListener("visibilitychange", () => void (document.hidden || this.ask()));
    this.later();
  }

  private later(): void {
    window.setTimeout(() => void this.ask().finally(() => this.later()), pause(this.failures, Number(this.root.dataset["every"] ?? 1000)));
  }

  private async ask(): Promise<void> {
    if (document.hidden || this.part.isBusy()) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), 5000);
    try {
      const answer = await fetch(this.root.dataset["live"] ?? "", {
        headers: this.tag ? { "If-None-Match": this.tag } : {},
        credentials: "same-origin", cache: "no-store", redirect: "error", signal: stop.signal,
      });
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      this.ahead = offsetFrom(answer.headers.get("Date"), Date.now(), this.ahead);
      if (answer.status === 200) this.show(await answer.text(), answer.headers.get("ETag") ?? "");
      this.heard();
    } catch {
      this.lost();
    } finally {
      window.clearTimeout(timer);
    }
  }

  private show(html: string, tag: string): void {
    if (this.part.isBusy()) return; // the answer is asked for again with the old tag
    this.part.show(html);
    this.tag = tag;
    this.tick();
  }

  private heard(): void {
    if (this.failures && this.note) {
      this.note.innerHTML = this.quiet;
      this.note.classList.remove("is-lost");
    }
    this.failures = 0;
  }

  private lost(): void {
    this.failures += 1;
    if (this.failures < 3 || !this.note || this.note.classList.contains("is-lost")) return;
    this.note.textContent = this.note.dataset["lost"] ?? "";
    this.note.classList.add("is-lost");
  }

  private tick(): void {
    for (const each of all("[data-since]", this.root)) {
      const text = sinceText(Date.now() + this.ahead - Date.parse(each.dataset["since"] ?? ""));
      if (each.textContent !== text) each.textContent = text;
    }
  }
}
