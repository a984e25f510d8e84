import { element, must, one } from "../shared/dom";
import type { Told } from "./desk";

type Say = (key: string, values?: Record<string, string | number>) => string;

const shownMs: Record<Told["kind"], number> = { done: 1_500, again: 2_500, refused: 4_000, local: 1_800, unsaved: 0 };
const looks: Record<Told["kind"], string> = { done: "done", again: "again", refused: "refused", local: "local", unsaved: "refused" };

/** The full-screen answer: colour, icon, word, name, time; gone by itself or by a tap. */
export class Verdict {
  private readonly screen: HTMLElement;
  private timer = 0;

  constructor(root: HTMLElement, private readonly say: Say, private readonly after: () => void, private readonly fixedMs = 0) {
    this.screen = must("[data-verdict-screen]", root);
    this.screen.addEventListener("click", () => this.close());
    window.addEventListener("keydown", (event) => {
      if (!this.screen.hidden && event.key === "Escape") this.close();
    });
  }

  get isOpen(): boolean {
    return !this.screen.hidden;
  }

  /** Before the answer: who this phone believes it is. */
  pending(name: string, unit: string): void {
    this.fill("local", "wait", this.say("asking"), name || this.say("unknown_name"), unit, "", "");
    this.screen.dataset["verdict"] = "pending";
    clearTimeout(this.timer);
  }

  show(told: Told): void {
    const time = clockTime(told.at);
    const word = this.say(`word_${told.verdict}`) || this.say(`word_${told.kind}`);
    const first = told.kind === "again" || told.verdict === "local_again" ? this.say("first_time", { time }) : time;
    this.fill(looks[told.kind], told.kind, word, told.name, told.unit, first, this.say(`why_${told.verdict}`, { time }));
    this.screen.dataset["verdict"] = told.kind;
    clearTimeout(this.timer);
    const ms = told.kind === "unsaved" ? 0 : this.fixedMs || shownMs[told.kind];
    if (ms) this.timer = window.setTimeout(() => this.close(), ms);
  }

  close(): void {
    if (this.screen.hidden) return;
    clearTimeout(this.timer);
    this.screen.hidden = true;
    for (const part of this.screen.querySelectorAll<HTMLElement>("[data-part]")) part.textContent = "";
    this.after();
  }

  private fill(look: string, icon: string, word: string, name: string, unit: string, time: string, note: string): void {
    this.screen.className = `verdict verdict-screen on-dark verdict-${look}`;
    this.screen.setAttribute("role", look === "refused" ? "alert" : "status");
    for (const drawing of this.screen.querySelectorAll<HTMLElement>("[data-icon]")) drawing.hidden = drawing.dataset["icon"] !== icon;
    const texts: Record<string, string> = { word, name, unit, time, note };
    for (const [part, text] of Object.entries(texts)) {
      const place = must(`[data-part=${part}]`, this.screen);
      place.textContent = text;
      place.hidden = !text;
    }
    this.screen.hidden = false;
  }
}

/** `10:05` on this phone's clock face. */
export function clockTime(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? "" : `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

/** A button with a name and a line below it. */
export function personButton(name: string, note: string, chip: string): HTMLButtonElement {
  const button = element("button", "door-person");
  button.type = "button";
  button.append(element("span", "door-person-name", name), element("span", "door-person-unit", note));
  if (chip) button.append(element("span", "chip chip-done", chip));
  return button;
}

/** Shows or hides what carries `data-when=name`. */
export function when(root: HTMLElement, name: string, isSo: boolean): void {
  for (const part of root.querySelectorAll<HTMLElement>(`[data-when="${name}"]`)) part.hidden = !isSo;
}

export function setText(root: HTMLElement, name: string, text: string): void {
  const place = one(`[data-text="${name}"]`, root);
  if (place && place.textContent !== text) place.textContent = text;
}
