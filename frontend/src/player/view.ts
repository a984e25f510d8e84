import { all, element, messagesOf, must } from "../shared/dom";
import { closeDialog, openDialog } from "../shared/dialogs";
import { isAnswered, unanswered, type Asked, type Sheet } from "./sheet";
import type { SaveState } from "./saver";

type Words = ReturnType<typeof messagesOf>;

/** The parts of the page around the questions. */
export class View {
  readonly say: Words;
  readonly sheet: HTMLDialogElement;
  readonly next: HTMLButtonElement;
  readonly back: HTMLButtonElement;
  readonly flag: HTMLButtonElement;
  private readonly cells: HTMLButtonElement[];

  private questions: readonly Asked[] = [];

  constructor(private readonly form: HTMLFormElement, private readonly total: number) {
    this.say = messagesOf(form);
    this.sheet = must("[data-player-sheet]", form);
    this.next = must("[data-player-next]", form);
    this.back = must("[data-player-back]", form);
    this.flag = must("[data-player-flag]", form);
    this.cells = this.makeCells();
    for (const part of all("[data-player-top], [data-player-actions]", form)) part.hidden = false;
    form.classList.add("is-enhanced");
  }

  /** Which questions there are; they need words of this view before they can be made. */
  about(questions: readonly Asked[]): void {
    this.questions = questions;
  }

  /** Count, progress, buttons and overview for one question. `confirms`: an answer stands and waits to be left. */
  paint(at: number, confirms: boolean, sheet: Sheet, flags: readonly number[]): void {
    must("[data-player-at]", this.form).textContent = String(at);
    must<HTMLProgressElement>("[data-player-bar]", this.form).value = this.total - unanswered(sheet, this.questions).length;
    this.back.disabled = at === 1;
    this.flag.setAttribute("aria-pressed", String(flags.includes(at)));
    const last = at === this.total;
    this.next.textContent = this.say(last ? "review" : confirms ? "confirm" : "next");
    this.paintCells(at, sheet, flags);
  }

  state(state: SaveState, lasting: boolean): void {
    const line = must("[data-player-state]", this.form);
    line.dataset["state"] = state === "closed" ? "failed" : state;
    const key = !lasting && (state === "failed" || state === "local") ? "memory" : state;
    must("span", line).textContent = this.say(key);
    if (key === "failed" || key === "memory" || key === "closed") this.announce(this.say(key));
  }

  clock(text: string, low: boolean): void {
    const timer = must("[data-player-timer]", this.form);
    timer.hidden = false;
    timer.classList.toggle("is-low", low);
    must("[data-player-clock]", timer).textContent = text;
  }

  announce(text: string): void {
    must("[data-player-live]", this.form).textContent = text;
  }

  openSheet(sheet: Sheet): void {
    const missing = unanswered(sheet, this.questions).length;
    must("[data-player-summary]", this.form).textContent = missing
      ? this.say("missing", { n: missing })
      : this.say("allDone", { total: this.total });
    openDialog(this.sheet);
  }

  closeSheet(): void {
    if (this.sheet.hasAttribute("open")) closeDialog(this.sheet);
  }

  onCell(go: (question: number) => void): void {
    this.cells.forEach((cell, index) => cell.addEventListener("click", () => go(index + 1)));
  }

  private makeCells(): HTMLButtonElement[] {
    const grid = must("[data-player-grid]", this.form);
    return Array.from({ length: this.total }, (_, index) => {
      const cell = element("button", "sheet-cell", String(index + 1));
      cell.type = "button";
      grid.append(cell);
      return cell;
    });
  }

  private paintCells(at: number, sheet: Sheet, flags: readonly number[]): void {
    this.questions.forEach((asked, index) => {
      const cell = this.cells[index] as HTMLButtonElement;
      const number = index + 1;
      const done = isAnswered(sheet, asked);
      const flagged = flags.includes(number);
      cell.classList.toggle("is-answered", done);
      cell.classList.toggle("is-flagged", flagged);
      cell.classList.toggle("is-current", number === at);
      const words = [this.say("at", { n: number, total: this.total }), this.say(done ? "answered" : "blank")];
      if (flagged) words.push(this.say("flagged"));
      cell.setAttribute("aria-label", words.join(", "));
    });
  }
}
