import { all, must } from "../shared/dom";
import { keepAwake } from "../door/awake";
import type { Atom } from "../player/sheet";
import { drawQuestion, type Asking } from "./ask";
import { lead, secondsLeft, shareLeft, spoken } from "./countdown";
import { Outbox, type Letter } from "./outbox";
import { BAD_AFTER } from "./pace";
import { Poller } from "./poller";
import { sceneOf, type Scene } from "./scene";
import { Sender } from "./sender";
import { ServerClock } from "./server_clock";
import { Standing } from "./standing";
import { fill, setText, wordsOf, type Words } from "./words";
import type { LiveState, Mine } from "./wire";

/** Which part of the page a scene is told in. */
const PARTS: Record<Scene, string> = {
  lobby: "lobby", soon: "soon", ask: "question", sent: "question", waiting: "question",
  reveal: "reveal", board: "board", finished: "finished", paused: "paused", removed: "removed",
};

/** Refusals that say that this phone knows too little of its own player. */
const ABOUT_ME = new Set(["live_removed", "live_not_player", "live_out"]);

/** The page of a player: shows what the room is at, and sends one answer a question. */
export class Phone {
  private readonly words: Words;
  private readonly clock = new ServerClock(() => performance.now());
  private readonly outbox: Outbox;
  private readonly sender: Sender;
  private readonly poller: Poller;
  private readonly standing: Standing;
  private state: LiveState;
  private mine: Mine;
  private asking: Asking | null = null;
  private askedPlace = 0;
  private scene: Scene | null = null;
  private left = Infinity;
  private failures = 0;
  private failedSends = 0;

  constructor(private readonly root: HTMLElement) {
    this.words = wordsOf(root);
    this.state = JSON.parse(root.dataset["state"] ?? "{}") as LiveState;
    this.mine = JSON.parse(root.dataset["mine"] ?? "{}") as Mine;
    this.clock.learn(Number(root.dataset["now"]), performance.now());
    this.outbox = new Outbox(`live:${root.dataset["live"] ?? ""}`, shelf(), newNonce);
    this.sender = new Sender(root.dataset["answers"] ?? "", root.dataset["csrf"] ?? "", this.outbox, (letter, failures) => this.heard(letter, failures));
    this.poller = new Poller(root.dataset["url"] ?? "", this.clock, () => this.state, (text) => this.take(JSON.parse(text) as LiveState), (failures) => this.line(failures));
    this.standing = new Standing(root, this.words, (mine) => this.know(mine));
  }

  start(): void {
    keepAwake();
    if (this.mine.answer) this.outbox.adopt(this.mine.answer);
    document.addEventListener("keydown", (event) => this.pressed(event));
    must("[data-live-send]", this.root).addEventListener("click", () => this.sendChosen());
    window.setInterval(() => this.tick(), 200);
    this.render();
    this.sender.wake();
    this.poller.start();
    this.standing.follow(() => this.state.phase);
  }

  private take(state: LiveState): void {
    const before = this.state;
    this.state = state;
    this.render();
    if (state.rev !== before.rev && state.phase !== before.phase) this.standing.changed(state.phase);
    if (this.outbox.waiting) this.sender.wake();
  }

  private know(mine: Mine): void {
    if (!mine.player) return window.location.reload(); // he plays on another phone now: the door says so
    this.mine = mine;
    if (mine.answer && !this.outbox.at(mine.answer.place)) this.outbox.adopt(mine.answer);
    this.render();
  }

  private line(failures: number): void {
    const isBad = failures >= BAD_AFTER;
    if (isBad !== this.failures >= BAD_AFTER) {
      const net = must("[data-live-net]", this.root);
      net.dataset["state"] = isBad ? "bad" : "on";
      setText(must("[data-live-net-text]", net), this.words.say(isBad ? "netBad" : "netOn"));
    }
    this.failures = failures;
    this.tick();
  }

  private heard(letter: Letter | null, failures: number): void {
    this.failedSends = failures;
    this.render();
    if (letter?.state === "kept") this.announce(this.words.say("kept"));
    if (letter?.state === "refused") {
      this.announce(letter.why ?? "");
      if (ABOUT_ME.has(letter.code ?? "")) this.standing.refresh();
    }
    if (letter?.state === "kept" && "vibrate" in navigator) navigator.vibrate(40);
  }

  private render(): void {
    const letter = this.letter();
    const scene = sceneOf(this.state, this.mine, letter, this.clock.now());
    this.place();
    if (PARTS[scene] === "question") this.showQuestion(scene, letter);
    if (scene === "reveal" || scene === "board" || scene === "finished") this.standing.show(scene, this.state, this.mine, letter);
    if (scene === this.scene) return;
    const moved = !this.scene || PARTS[scene] !== PARTS[this.scene];
    this.scene = scene;
    this.root.dataset["scene"] = scene;
    for (const part of all("[data-part]", this.root)) part.hidden = part.dataset["part"] !== PARTS[scene];
    if (moved) this.arrive(scene);
    this.tick();
  }

  private letter(): Letter | null {
    return this.outbox.at(this.state.place);
  }

  private place(): void {
    const { place, of } = this.state;
    setText(must("[data-live-where]", this.root), place ? this.words.say("where", { n: place, of }) : "");
  }

  /** A new part of the page: from its top, and read once. */
  private arrive(scene: Scene): void {
    window.scrollTo(0, 0);
    const target = scene === "ask" && this.asking ? this.asking.root : must(`[data-part="${PARTS[scene]}"]`, this.root);
    target.focus({ preventScroll: true });
  }

  private showQuestion(scene: Scene, letter: Letter | null): void {
    const { question } = this.state;
    if (question && this.askedPlace !== question.place) this.draw();
    const bar = must("[data-live-bar]", this.root);
    const isOpen = scene === "ask";
    if (this.asking && !isOpen) this.asking.settle(letter?.answer ?? null);
    const button = must<HTMLButtonElement>("[data-live-send]", bar);
    button.hidden = !isOpen || !this.asking?.read;
    button.disabled = !this.asking?.isComplete();
    const told = this.told(scene, letter);
    bar.dataset["state"] = told;
    setText(must("[data-live-told]", bar), this.wordFor(told, letter));
  }

  private told(scene: Scene, letter: Letter | null): string {
    if (this.mine.player?.out) return "out";
    if (letter?.state === "kept") return scene === "waiting" ? "keptClosed" : "kept";
    if (letter?.state === "refused") return "refused";
    if (letter) return this.failedSends > 1 ? "stuck" : "sending";
    if (scene === "waiting") return "missed";
    return this.asking?.read ? "confirm" : "tap";
  }

  private wordFor(told: string, letter: Letter | null): string {
    return told === "refused" && letter?.why ? letter.why : this.words.say(told);
  }

  private draw(): void {
    const { question } = this.state;
    if (!question) return;
    this.askedPlace = question.place;
    this.asking = drawQuestion(question, {
      words: this.words,
      announce: (text) => this.announce(text),
      picked: (answer) => this.send(answer),
      changed: () => this.render(),
    });
    fill(must("[data-live-question]", this.root), this.asking.root);
    this.left = Infinity;
  }

  private sendChosen(): void {
    if (this.asking?.read && this.asking.isComplete()) this.send(this.asking.read());
  }

  private send(answer: readonly Atom[]): void {
    if (this.scene !== "ask" || !this.asking) return;
    this.failedSends = 0;
    this.outbox.put(this.askedPlace, answer);
    this.render();
    this.sender.wake();
  }

  private pressed(event: KeyboardEvent): void {
    if (this.scene !== "ask" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const isOnControl = event.target instanceof HTMLElement && event.target.closest("button, a, select, summary");
    if (event.key === "Enter" && !isOnControl) this.sendChosen();
    else if (!(event.target instanceof HTMLSelectElement) && this.asking?.press(event.key)) event.preventDefault();
  }

  private tick(): void {
    const now = this.clock.now();
    const { opens_at, closes_at, paused } = this.state;
    if (sceneOf(this.state, this.mine, this.letter(), now) !== this.scene) return this.render();
    if (this.scene === "soon" && opens_at !== null) setText(must("[data-live-lead]", this.root), String(lead(opens_at, now) || ""));
    const runs = closes_at !== null && opens_at !== null && paused === null && PARTS[this.scene] === "question";
    must("[data-live-timer]", this.root).hidden = !runs;
    must("[data-live-time]", this.root).hidden = !runs;
    if (runs) this.showTime(opens_at, closes_at, now);
  }

  private showTime(opensAt: number, closesAt: number, now: number): void {
    const left = this.state.phase === "asking" ? secondsLeft(closesAt, now) : 0;
    const timer = must("[data-live-timer]", this.root);
    setText(must("[data-live-seconds]", timer), String(left));
    timer.classList.toggle("is-low", left <= 5);
    must<HTMLProgressElement>("[data-live-time]", this.root).value = left ? shareLeft(opensAt, closesAt, now) : 0;
    const mark = this.scene === "ask" ? spoken(this.left, left) : null;
    this.left = left;
    if (mark !== null) this.announce(this.words.say("left", { n: mark }));
  }

  private announce(text: string): void {
    must("[data-live-say]", this.root).textContent = text;
  }
}

function shelf(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // storage is refused: the page lives from memory
  }
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("");
}
