import { all, messagesOf, must } from "../shared/dom";
import { fold, matches } from "../shared/match";
import { Row } from "./row";

/** Search, tick, undo beside a queue: each within one tap, each honest about what the server has. */
export class Desk {
  private readonly rows: Row[];
  private readonly search: HTMLInputElement;
  private readonly say: ReturnType<typeof messagesOf>;

  constructor(private readonly root: HTMLElement) {
    this.rows = all("[data-desk-row]", root).map((node) => new Row(node, fold));
    this.search = must("[data-desk-search]", root);
    this.say = messagesOf(root);
  }

  start(): void {
    for (const row of this.rows) {
      for (const kind of ["tick", "undo"] as const) {
        row.form(kind).addEventListener("submit", (event) => {
          event.preventDefault();
          void this.send(row, kind);
        });
      }
    }
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => this.pressed(event));
    window.addEventListener("online", () => this.reconnected());
    this.filter();
  }

  /** Nothing is sent behind the helper's back: rows that failed say that they can be tapped again. */
  private reconnected(): void {
    const failed = this.rows.filter((row) => row.state === "failed");
    for (const row of failed) row.paint("failed", this.say("online"));
    if (failed.length > 0) this.announce(this.say("online"));
  }

  private visible(): Row[] {
    return this.rows.filter((row) => !row.node.hidden);
  }

  private filter(): void {
    for (const row of this.rows) row.node.hidden = !matches(row.text, this.search.value);
    const found = this.visible().length;
    must("[data-desk-none]", this.root).hidden = found > 0;
    must(".desk-list", this.root).hidden = found === 0;
    if (this.search.value) this.announce(this.say("found", { n: found }));
  }

  /** Enter ticks when one person is left to choose from, so a keyboard needs no mouse. */
  private pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const left = this.visible().filter((row) => row.state !== "present");
    if (left.length === 1 && left[0] && this.search.value) void this.send(left[0], "tick");
  }

  private async send(row: Row, kind: "tick" | "undo"): Promise<void> {
    if (row.state === "waiting") return;
    const before = row.state;
    const form = row.form(kind);
    row.paint("waiting", this.say(kind === "tick" ? "waiting" : "undoing"));
    const answer = await row.post(form);
    if (!answer) return this.failed(row, before);
    row.paint(answer.state, answer.text);
    this.count(Number(answer.state === "present") - Number(before === "present"));
    this.announce(answer.state === "refused" ? answer.text : this.say(kind === "tick" ? "done" : "undone", { name: row.name }));
    if (answer.state === "present") this.ready();
    navigator.vibrate?.(answer.state === "refused" ? [90, 60, 90] : 35);
  }

  private failed(row: Row, before: Row["state"]): void {
    const text = this.say(navigator.onLine ? "failed" : "offline");
    row.paint(before === "present" ? "present" : "failed", text);
    this.announce(text);
    navigator.vibrate?.([90, 60, 90]);
  }

  private count(step: number): void {
    const node = must("[data-desk-present]", this.root);
    node.textContent = String(Number(node.textContent) + step);
  }

  /** The next name can be typed at once over the last one. */
  private ready(): void {
    if (!this.search.value) return;
    this.search.focus();
    this.search.select();
  }

  private announce(text: string): void {
    must("[data-desk-live]", this.root).textContent = text;
  }
}
