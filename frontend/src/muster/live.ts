import { all, one } from "../shared/dom";
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
  private pressedUntil = 0;
  private readonly quiet: string;

  constructor(private readonly root: HTMLElement, private readonly note: HTMLElement | null) {
    this.quiet = note?.innerHTML ?? "";
  }

  start(): void {
    window.setInterval(() => this.tick(), 250);
    // a button replaced between finger down and up would swallow the tap
    this.root.addEventListener("pointerdown", () => (this.pressedUntil = Date.now() + 1500));
    this.root.addEventListener("pointerup", () => (this.pressedUntil = Date.now() + 300));
    document.addEventListener("visibilitychange", () => void (document.hidden || this.ask()));
    this.later();
  }

  private later(): void {
    window.setTimeout(() => void this.ask().finally(() => this.later()), pause(this.failures, Number(this.root.dataset["every"] ?? 1000)));
  }

  private async ask(): Promise<void> {
    if (document.hidden || this.isBusy()) return;
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

  /** Somebody is typing or choosing in the part: it is not pulled from under his fingers. */
  private isBusy(): boolean {
    if (Date.now() < this.pressedUntil) return true;
    const active = document.activeElement;
    return active instanceof HTMLElement && this.root.contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
  }

  private show(html: string, tag: string): void {
    if (this.isBusy()) return; // the answer is asked for again with the old tag
    const open = new Map(all<HTMLDetailsElement>("details[id]", this.root).map((each) => [each.id, each.open]));
    const kept = typed(this.root);
    const focused = document.activeElement?.id ?? "";
    const template = document.createElement("template");
    template.innerHTML = html;
    this.root.replaceChildren(template.content);
    for (const each of all<HTMLDetailsElement>("details[id]", this.root)) each.open = open.get(each.id) ?? each.open;
    for (const [id, value] of kept) {
      const field = one<HTMLInputElement | HTMLSelectElement>(`#${CSS.escape(id)}`, this.root);
      if (field) field.value = value;
    }
    if (focused) one(`#${CSS.escape(focused)}`, this.root)?.focus();
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

/** What was typed or chosen in the part and not sent yet, by the field's id. */
function typed(root: HTMLElement): Map<string, string> {
  const inputs = all<HTMLInputElement>("input[id]", root).filter((each) => each.value !== each.defaultValue);
  const selects = all<HTMLSelectElement>("select[id]", root).filter((each) => all<HTMLOptionElement>("option", each).some((option) => option.selected !== option.defaultSelected));
  return new Map([...inputs, ...selects].map((each) => [each.id, each.value]));
}
