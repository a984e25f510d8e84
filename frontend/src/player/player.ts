import { all, must } from "../shared/dom";
import type { Clock } from "./clock";
import { keyAction } from "./keys";
import { Mover } from "./mover";
import { answeredEarly, fill, readQuestions, sheetOf, show, type Question } from "./questions";
import { Saver } from "./saver";
import { SendingBox } from "./sending";
import { Session } from "./session";
import { isAnswered, sameAtoms, type Sheet } from "./sheet";
import { openShelf, usableStorage, type Shelf } from "./shelf";
import { submitUntilAnswered } from "./submit";
import { startTimer } from "./timer";
import { postSheet } from "./transport";
import { View } from "./view";

/** Turns the plain form into one question a screen. */
export class Player {
  private readonly questions: Question[];
  private readonly session: Session;
  private readonly shelf: Shelf;
  private readonly view: View;
  private readonly box: SendingBox;
  private readonly saver: Saver;
  private readonly mover: Mover;
  private clock: Clock | null = null;
  private sending = false;
  /** The server has the paper, or its own page takes over: leaving costs nothing. */
  private left = false;

  constructor(private readonly form: HTMLFormElement) {
    this.view = new View(form, all("[data-question]", form).length);
    const early = answeredEarly(form);
    const around = { announce: (text: string) => this.view.announce(text) };
    this.questions = readQuestions(form, around, (question) => this.answered(question));
    this.view.about(this.questions);
    this.shelf = openShelf(form.dataset["attempt"] ?? "", usableStorage(), Date.now());
    this.session = new Session(sheetOf(this.questions), Number(form.dataset["revision"]) || 0, this.questions.length, this.shelf, Date.now);
    for (const question of this.questions) if (early.includes(question.number)) this.session.put(question.number, question.kind.read());
    this.box = new SendingBox(form);
    this.saver = this.makeSaver();
    this.mover = new Mover(form, () => this.forward());
  }

  start(): void {
    fill(this.questions, this.session.answers);
    this.bind();
    this.show(false);
    this.clock = startTimer(this.form, { view: this.view, onOver: () => this.timeOver(), onWake: () => this.saver.changed() });
    if (this.session.handing) this.submit();
    else if (this.session.hasUnsaved) this.saver.changed();
  }

  private makeSaver(): Saver {
    return new Saver({
      send: async () => {
        const save = this.session.nextSave();
        const { saveUrl = "", csrf = "" } = this.form.dataset;
        const outcome = await postSheet(saveUrl, csrf, save.answers, save.revision, (date) => this.clock?.follow(date));
        if (outcome.kind === "saved") {
          this.session.acknowledged(save, outcome.revision);
          if (outcome.deadline !== null) this.clock?.move(outcome.deadline);
        }
        return outcome;
      },
      onState: (state) => this.view.state(state, this.shelf.lasting),
      onClosed: (location) => location && this.leave(location),
      onStale: ({ answers, revision }) => this.adopt(answers, revision),
      later: (run, ms) => window.setTimeout(run, ms),
      cancel: (timer) => window.clearTimeout(timer as number),
      random: Math.random,
    });
  }

  private leave(location: string): void {
    this.left = true;
    this.shelf.remove();
    window.location.assign(location);
  }

  private adopt(answers: Sheet, revision: number): void {
    this.session.adopt(answers, revision);
    fill(this.questions, this.session.answers);
    this.show(false);
  }

  private bind(): void {
    for (const question of this.questions) {
      for (const name of ["input", "change"]) question.root.addEventListener(name, () => this.answered(question));
      question.root.addEventListener("click", (event) => this.tapped(question, event));
    }
    this.view.back.addEventListener("click", () => this.go(this.session.at - 1));
    this.view.next.addEventListener("click", () => this.forward());
    this.view.flag.addEventListener("click", () => this.flag());
    this.view.onCell((question) => this.go(question));
    must("[data-player-open]", this.form).addEventListener("click", () => this.overview());
    for (const close of all("[data-player-close]", this.form)) close.addEventListener("click", () => this.view.closeSheet());
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if ((event.submitter as HTMLElement | null)?.matches("[data-player-submit]") ?? true) this.submit();
    });
    this.bindPage();
  }

  private bindPage(): void {
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.saver.flush());
    window.addEventListener("online", () => this.saver.flush());
    window.addEventListener("storage", (event) => event.key === this.shelf.key && this.otherTab());
    window.addEventListener("beforeunload", (event) => {
      if (this.session.hasUnsaved && !this.shelf.lasting && !this.left) event.preventDefault();
    });
  }

  /** Answers tapped in another tab are this paper's too. */
  private otherTab(): void {
    if (!this.session.learn()) return;
    fill(this.questions, this.session.answers);
    this.show(false);
    this.saver.changed();
  }

  private answered({ number, kind }: Question): void {
    const atoms = kind.read();
    if (sameAtoms(atoms, this.session.answers[number] ?? [])) return;
    this.session.put(number, atoms);
    this.paint();
    this.saver.changed();
  }

  /** Only a finger or a mouse moves on by itself: arrow keys and screen readers change a radio without meaning to leave. */
  private tapped(question: Question, event: MouseEvent): void {
    const byHand = event.detail > 0 && event.target instanceof HTMLInputElement;
    if (byHand && question.kind.isSettledByTap) this.mover.soon();
  }

  private pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog, button, a")) return;
    const { options, isSettledByTap } = this.current().kind;
    const action = keyAction(event.key, options.length);
    if (!action) return;
    event.preventDefault();
    if (action === "next") return this.entered(target);
    const input = options[action.pick];
    input?.focus();
    input?.click();
    if (isSettledByTap) this.mover.soon();
  }

  /** Enter: to the next blank of a sentence, else on. */
  private entered(target: HTMLElement): void {
    const blanks = all<HTMLInputElement>("input[type=text]", this.current().root);
    const next = blanks[blanks.indexOf(target as HTMLInputElement) + 1];
    if (target.matches("input[type=text]") && next) next.focus();
    else this.forward();
  }

  private forward(): void {
    if (this.session.at < this.questions.length) this.go(this.session.at + 1);
    else this.overview();
  }

  private overview(): void {
    this.mover.cancel(); // going on by itself would close it again
    this.view.openSheet(this.session.answers);
  }

  private go(question: number): void {
    this.mover.cancel();
    if (question < 1 || question > this.questions.length) return;
    this.session.goTo(question);
    this.view.closeSheet();
    this.show(true);
  }

  private flag(): void {
    this.session.toggleFlag();
    this.paint();
  }

  private show(focus: boolean): void {
    show(this.questions, this.session.at, focus);
    this.paint();
  }

  private paint(): void {
    const question = this.current();
    const confirms = !question.kind.isSettledByTap && isAnswered(this.session.answers, question);
    this.view.paint(this.session.at, confirms, this.session.answers, this.session.flags);
  }

  private current(): Question {
    return this.questions[this.session.at - 1] as Question;
  }

  private timeOver(): void {
    this.view.announce(this.view.say("over"));
    this.submit();
  }

  private submit(): void {
    if (this.sending) return;
    this.sending = true;
    this.mover.cancel();
    this.saver.stop();
    this.view.closeSheet();
    this.session.hand(true);
    void this.send();
  }

  private async send(): Promise<void> {
    const isOver = (): boolean => this.clock !== null && this.clock.leftMs() <= 0;
    const isAway = await submitUntilAnswered({
      form: this.form,
      box: this.box,
      revision: () => this.session.revision,
      onStale: (answers, revision) => this.adopt(answers, revision),
      words: (busy, n) => this.view.say(this.waitingFor(busy, isOver()), { n }),
      mayStay: () => !isOver(),
      onDone: (location) => this.leave(location),
      onPlain: () => {
        this.session.hand(false);
        this.left = true;
      },
    });
    if (!isAway) this.goOn();
  }

  /** Which words are true while the paper waits to be sent again. */
  private waitingFor(busy: boolean, isOver: boolean): string {
    if (isOver) return this.session.hasUnsaved ? "late" : "lateSaved";
    if (this.session.hasUnsaved && !this.shelf.lasting) return "unkept";
    return busy ? "busy" : "retrying";
  }

  /** Back to the questions: the paper has perhaps arrived, which the next save will tell. */
  private goOn(): void {
    this.sending = false;
    this.session.hand(false);
    this.saver.resume();
    this.saver.changed();
    this.show(true);
  }
}
