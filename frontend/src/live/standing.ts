import { all, must, one } from "../shared/dom";
import { drawBoard, drawReveal, drawTeams } from "./laid";
import type { Letter } from "./outbox";
import { isRight } from "./shares";
import { fill, setText, type Words } from "./words";
import type { Counts, LiveState, Mine } from "./wire";

/** Phones ask for their own place within this long after a reveal: a hall must not ask at one instant. */
const SPREAD_MS = 1200;
const RETRY_MS = 2000;
const TRIES = 5;
const COUNT_MS = 4000;

/** What the phone's owner came to: right or not, points, place; and the board. Nobody else is told. */
export class Standing {
  private drawn = "";
  private timer = 0;

  constructor(private readonly root: HTMLElement, private readonly words: Words, private readonly onMine: (mine: Mine) => void) {}

  /** Another phase has begun: what is known of oneself may be another now. */
  changed(phase: LiveState["phase"]): void {
    window.clearTimeout(this.timer);
    if (phase === "asking" || phase === "locked") return;
    this.timer = window.setTimeout(() => void this.ask(0), Math.random() * SPREAD_MS);
  }

  /** Something was refused for what this phone does not know. */
  refresh(): void {
    window.clearTimeout(this.timer);
    void this.ask(0);
  }

  private async ask(tries: number): Promise<void> {
    try {
      const told = await fetch(this.root.dataset["me"] ?? "", { credentials: "same-origin", cache: "no-store" });
      if (!told.ok) throw new Error(String(told.status));
      this.onMine((await told.json()) as Mine);
    } catch {
      if (tries < TRIES) this.timer = window.setTimeout(() => void this.ask(tries + 1), RETRY_MS * (1 + tries));
    }
  }

  /** In the lobby: how many are here. */
  follow(phase: () => LiveState["phase"]): void {
    const look = async (): Promise<void> => {
      if (phase() !== "lobby" || document.hidden) return;
      const told = await fetch(this.root.dataset["count"] ?? "", { credentials: "same-origin" });
      if (told.ok) setText(one("[data-live-players]", this.root), String(((await told.json()) as Counts).players));
    };
    const again = (): void => void window.setTimeout(() => void look().catch(() => undefined).then(again), COUNT_MS * (0.75 + Math.random() / 2));
    again();
  }

  show(scene: "reveal" | "board" | "finished", state: LiveState, mine: Mine, letter: Letter | null): void {
    const key = JSON.stringify([scene, state.rev, mine, letter?.state]);
    if (key === this.drawn) return;
    this.drawn = key;
    if (scene === "reveal") this.showReveal(state, mine, letter);
    else this.showBoard(must(`[data-part="${scene}"]`, this.root), state);
    for (const part of all("[data-live-mine]", this.root)) this.showMine(part, mine);
  }

  private showReveal(state: LiveState, mine: Mine, letter: Letter | null): void {
    if (!state.reveal || !state.question) return;
    const answer = letter?.state === "kept" ? letter.answer : null;
    const result = mine.result?.place === state.place ? mine.result : null;
    const found = result ? result.right : answer && isRight(state.question.type, answer, state.reveal.key.correct);
    const tone = found === true ? "right" : found === false ? "wrong" : answer ? "known" : "none";
    const verdict = must("[data-live-verdict]", this.root);
    verdict.dataset["tone"] = tone;
    setText(must("[data-live-verdict-text]", verdict), this.words.say(tone));
    setText(must("[data-live-points]", verdict), result?.points ? this.words.say("points", { n: result.points }) : "");
    setText(must("[data-live-crowd]", this.root), this.words.say("crowd", { n: state.reveal.answered, right: state.reveal.right }));
    fill(must("[data-live-laid]", this.root), drawReveal(state.question, state.reveal, answer, this.words));
  }

  private showBoard(part: HTMLElement, state: LiveState): void {
    fill(must("[data-live-board]", part), ...drawBoard(state.board ?? [], this.words));
    const teams = one("[data-live-teams]", part);
    if (!teams) return;
    fill(teams, ...drawTeams(state.teams ?? [], this.words));
    teams.parentElement!.hidden = !state.teams?.length;
  }

  private showMine(part: HTMLElement, { result, player }: Mine): void {
    part.hidden = !result;
    if (!result) return;
    const { say } = this.words;
    setText(one("[data-live-rank]", part), result.rank === null ? "—" : String(result.rank));
    setText(one("[data-live-of]", part), say("of", { n: result.of }));
    setText(one("[data-live-score]", part), String(result.score));
    setText(one("[data-live-rights]", part), String(result.rights));
    setText(one("[data-live-note]", part), player?.out ? say("outNote") : result.streak > 2 ? say("streak", { n: result.streak }) : "");
  }
}
