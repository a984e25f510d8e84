import { all, element, must } from "../shared/dom";
import type { Told } from "./desk";
import type { Say } from "./base";
import { clockTime } from "./show";
import type { Kept, Receipt } from "./types";

const most = 30;

/** One line a scan, newest first: what it is worth now, and what a supervisor can do about it. */
export class Log {
  private readonly list: HTMLElement;

  constructor(root: HTMLElement, private readonly say: Say, private readonly undo: ((kept: Kept) => void) | null) {
    this.list = must("[data-log]", root);
  }

  /** Kept on the phone, not sent. */
  add(kept: Kept): void {
    if (this.line(kept.scan.nonce)) return;
    const line = element("li", "door-line");
    line.dataset["nonce"] = kept.scan.nonce;
    line.append(element("span", "door-line-who", kept.name || kept.scan.said_name || this.say("unknown_name")), element("span", "door-line-time", clockTime(kept.scan.scanned_at)), element("span", "door-line-state"));
    this.list.prepend(line);
    this.mark(line, kept.isStuck ? "stuck" : "kept");
    for (const old of all("li", this.list).slice(most)) if (old.dataset["state"] === "sent") old.remove();
  }

  sent(kept: Kept, receipt: Receipt): void {
    this.add(kept);
    const line = this.line(kept.scan.nonce);
    if (!line) return;
    if (receipt.name) must(".door-line-who", line).textContent = receipt.name;
    this.mark(line, receipt.outcome === "stored" ? "sent" : receipt.outcome, this.say(`word_${receipt.verdict}`));
    if (this.undo && receipt.outcome === "stored" && receipt.verdict === "accepted" && !line.querySelector("button")) line.append(this.undoButton(kept));
  }

  unsaved(told: Told): void {
    const line = element("li", "door-line");
    line.append(element("span", "door-line-who", told.name || this.say("unknown_name")), element("span", "door-line-time", clockTime(told.at)), element("span", "door-line-state"));
    this.list.prepend(line);
    this.mark(line, "unsaved");
  }

  undone(nonce: string): void {
    const line = this.line(nonce);
    if (!line) return;
    line.querySelector("button")?.remove();
    this.mark(line, "undone");
  }

  private line(nonce: string): HTMLElement | null {
    return this.list.querySelector(`[data-nonce="${nonce}"]`);
  }

  private mark(line: HTMLElement, state: string, why = ""): void {
    line.dataset["state"] = state;
    must(".door-line-state", line).textContent = [this.say(`state_${state}`), state === "refused" || state === "review" ? why : ""].filter(Boolean).join(" · ");
  }

  private undoButton(kept: Kept): HTMLButtonElement {
    const button = element("button", "btn btn-text", this.say("undo"));
    button.type = "button";
    button.addEventListener("click", () => this.undo?.(kept));
    return button;
  }
}
