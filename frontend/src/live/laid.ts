import { element } from "../shared/dom";
import type { Atom } from "../player/sheet";
import { image, picture } from "./ask";
import { percents } from "./shares";
import type { Asked, Line, Reveal, Team } from "./wire";
import { LETTERS, type Words } from "./words";

/** The question with its key: who chose what, why, and where the law says so. */
export function drawReveal(asked: Asked, reveal: Reveal, answer: readonly Atom[] | null, words: Words): HTMLElement {
  const box = element("section", "live-laid");
  box.append(element("h2", "live-stem", asked.stem), ...(asked.shown.media ?? []).map((each) => picture(each, words)));
  box.append(asked.type === "ordering" ? order(asked, reveal, answer, words) : options(asked, reveal, answer, words));
  if (reveal.explanation) box.append(element("p", "review-note", reveal.explanation));
  if (reveal.source) {
    const law = element("p", "review-source");
    law.append(words.icon("law"), element("span", "", reveal.source));
    box.append(law);
  }
  return box;
}

function options(asked: Asked, reveal: Reveal, answer: readonly Atom[] | null, words: Words): HTMLElement {
  const list = element("ul", "live-bars");
  const shares = reveal.counts && percents(reveal.counts, reveal.answered);
  const mine = new Set(answer?.map(Number));
  const right = new Set(reveal.key.correct);
  asked.shown.options.forEach((text, i) => {
    const isRight = right.has(i);
    const line = element("li", `live-bar${isRight ? " is-right" : mine.has(i) ? " is-mine" : ""}`);
    const told = element("span", "live-bar-text");
    const drawn = asked.shown.option_media?.[i];
    if (drawn) told.append(image(drawn, "review-picture"));
    told.append(document.createTextNode(text));
    line.append(element("span", "live-bar-key", LETTERS[i]), told);
    const said = isRight ? (mine.has(i) ? "rightMine" : "rightOne") : mine.has(i) ? "mine" : "";
    if (said) line.append(chip(words, words.say(said), isRight ? "done" : "plain", isRight ? "check" : "person"));
    if (shares) line.append(...bar(shares[i] ?? 0, words));
    list.append(line);
  });
  return list;
}

function chip(words: Words, text: string, tone: string, icon: string): HTMLElement {
  const made = element("span", `chip chip-${tone}`);
  made.append(words.icon(icon), document.createTextNode(text));
  return made;
}

function bar(share: number, words: Words): HTMLElement[] {
  const progress = element("progress", "bar");
  progress.max = 100;
  progress.value = share;
  progress.setAttribute("aria-hidden", "true");
  return [element("span", "live-bar-share num", words.say("share", { n: share })), progress];
}

function order(asked: Asked, reveal: Reveal, answer: readonly Atom[] | null, words: Words): HTMLElement {
  const list = element("ol", "review-options");
  for (let rank = 1; rank <= asked.shown.options.length; rank++) {
    const at = reveal.key.correct.indexOf(rank);
    const given = Number(answer?.[at] ?? 0);
    const line = element("li", "review-option review-correct");
    line.append(element("span", "review-key", String(rank)), element("span", "grow", asked.shown.options[at]));
    if (given === rank) line.append(chip(words, words.say("ranked_right"), "done", "check"));
    else if (given) line.append(chip(words, words.say("ranked_at", { n: given }), "plain", "person"));
    list.append(line);
  }
  return list;
}

/** The names on the board; the own line is not here but above it. */
export function drawBoard(lines: readonly Line[], words: Words): HTMLElement[] {
  return lines.map((line) => {
    const item = element("li", `live-line-${Math.min(line.rank, 4)}`);
    const who = element("span", "live-rank-who");
    who.append(element("b", "", line.name), element("small", "", line.unit));
    item.append(element("span", "live-rank num", String(line.rank)), who, element("span", "live-rank-score num", words.say("score", { n: line.score })));
    return item;
  });
}

export function drawTeams(teams: readonly Team[], words: Words): HTMLElement[] {
  return teams.map((team) => {
    const item = element("li", `live-line-${Math.min(team.rank, 4)}`);
    const who = element("span", "live-rank-who");
    who.append(element("b", "", team.unit), element("small", "", words.say("heads", { n: team.players })));
    item.append(element("span", "live-rank num", String(team.rank)), who, element("span", "live-rank-score num", words.say("mean", { n: Math.round(team.mean * 10) / 10 })));
    return item;
  });
}
