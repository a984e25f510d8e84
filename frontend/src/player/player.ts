import { all, must } from "../shared/dom";
import type { Clock } from "./clock";
import { keyAction } from "./keys";
import { readQuestions, sheetOf, show, tick, type Question } from "./questions";
import { Saver } from "./saver";
import { Session } from "./session";
import { openShelf, usableStorage, type Shelf } from "./shelf";
import { submitUntilAnswered } from "./submit";
import { startTimer } from "./timer";
import { postSheet } from "./transport";
import { SendingBox, View } from "./view";

const glanceMs = 380;
const elderGlanceMs = 800;

/** Turns the plain form into one question a screen. */
export class Player {
  private readonly questions: Question[];
  private readonly session: Session;
  private readonly shelf: Shelf;
  private readonly view: View;
  private readonly box: SendingBox;
  private readonly saver: Saver;
  private clock: Clock | null = null;
  private moving = 0;
  private sending = false;

  constructor(private readonly form: HTMLFormElement) {
    this.questions = readQuestions(form);
    this.shelf = openShelf(form.dataset["attempt"] ?? "", usableStorage(), Date.now());
    this.session = new Session(sheetOf(this.questions), Number(form.dataset["revision"]) || 0, this.questions.length, this.shelf, Date.now);
    this.view = new View(form, this.questions.length);
    this.box = new SendingBox(form);
    this.saver = this.makeSaver();
  }

  start(): void {
    tick(this.questions, this.session.answers);
    this.bind();
    this.show(false);
    this.clock = startTimer(this.form, { view: this.view, onOver: () => this.timeOver(), onWake: () => this.saver.changed() });
    if (this.session.hasUnsaved) this.saver.changed();
  }

  private makeSaver(): Saver {
    return new Saver({
      send: async () => {
        const { revision, answers, sent } = this.session.nextSave();
        const { saveUrl = "", csrf = "" } = this.form.dataset;
        const outcome = await postSheet(saveUrl, csrf, answers, revision, (date) => this.clock?.follow(date));
        if (outcome.kind === "saved") this.session.acknowledged(sent, outcome.revision);
        return outcome;
      },
      onState: (state) => this.view.state(state, this.shelf.lasting),
      onClosed: (location) => location && window.location.assign(location),
      onStale: ({ answers, revision }) => {
        this.session.adopt(answers, revision);
        tick(this.questions, this.session.answers);
        this.show(false);
      },
      later: (run, ms) => window.setTimeout(run, ms),
      cancel: (timer) => window.clearTimeout(timer as number),
      random: Math.random,
    });
  }

  private bind(): void {
    for (const question of this.questions) {
      question.root.addEventListener("change", (event) => this.picked(question, event.target as HTMLInputElement));
      question.root.addEventListener("click", (event) => this.tapped(question, event));
    }
    this.view.back.addEventListener("click", () => this.go(this.session.at - 1));
    this.view.next.addEventListener("click", () => this.forward());
    this.view.flag.addEventListener("click", () => this.flag());
    this.view.onCell((question) => this.go(question));
    must("[data-player-open]", this.form).addEventListener("click", () => this.view.openSheet(this.session.answers));
    for (const close of all("[data-player-close]", this.form)) close.addEventListener("click", () => this.view.closeSheet());
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if ((event.submitter as HTMLElement | null)?.matches("[data-player-submit]") ?? true) this.submit();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.saver.flush());
    window.addEventListener("online", () => this.saver.flush());
  }

  private picked(question: Question, input: HTMLInputElement): void {
    this.session.pick(question.number, Number(input.value), question.multiple);
    this.paint();
    this.saver.changed();
  }

  /** Only a finger or a mouse moves on by itself: arrow keys and screen readers change a radio without meaning to leave. */
  private tapped(question: Question, event: MouseEvent): void {
    const byHand = event.detail > 0 && event.target instanceof HTMLInputElement;
    if (byHand && !question.multiple) this.advanceSoon();
  }

  private advanceSoon(): void {
    window.clearTimeout(this.moving);
    const elder = document.documentElement.hasAttribute("data-elder");
    this.moving = window.setTimeout(() => this.forward(), elder ? elderGlanceMs : glanceMs);
  }

  private pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog, button, a")) return;
    const question = this.current();
    const action = keyAction(event.key, question.inputs.length);
    if (!action) return;
    event.preventDefault();
    if (action === "next") return this.forward();
    const input = question.inputs[action.pick];
    input?.focus();
    input?.click();
    if (!question.multiple) this.advanceSoon();
  }

  private forward(): void {
    if (this.session.at < this.questions.length) this.go(this.session.at + 1);
    else this.view.openSheet(this.session.answers);
  }

  private go(question: number): void {
    window.clearTimeout(this.moving);
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
    this.view.paint(this.session.at, this.current().multiple, this.session.answers, this.session.flags);
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
    window.clearTimeout(this.moving);
    this.saver.stop();
    this.view.closeSheet();
    void submitUntilAnswered(this.form, this.view, this.box, () => this.shelf.remove());
  }
}
