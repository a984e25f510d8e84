import { element } from "../shared/dom";
import type { Atom } from "../player/sheet";
import { makerOf } from "../player/types/makers";
import { keyAction } from "../player/keys";
import type { Asked, Picture } from "./wire";
import { LETTERS, type Words } from "./words";

/** A question on the phone, until it is answered. */
export interface Asking {
  readonly root: HTMLElement;
  /** Null for one that a tap settles: it needs no button. */
  readonly read: (() => readonly Atom[]) | null;
  isComplete(): boolean;
  /** A key was pressed: true when it meant something here. */
  press(key: string): boolean;
  /** Shows what was chosen; nothing can be chosen any more. */
  settle(answer: readonly Atom[] | null): void;
}

export interface Around {
  readonly words: Words;
  announce(text: string): void;
  /** One tap was the whole answer. */
  picked(answer: readonly Atom[]): void;
  changed(): void;
}

export function drawQuestion(asked: Asked, around: Around): Asking {
  const root = element("fieldset", "question live-question");
  root.tabIndex = -1;
  root.dataset["type"] = asked.type;
  root.append(legend(asked, around.words), ...(asked.shown.media ?? []).map((each) => picture(each, around.words)));
  if (asked.type === "single" || asked.type === "true_false") return tapped(root, asked, around);
  return asked.type === "ordering" ? ordered(root, asked, around) : ticked(root, asked, around);
}

function legend(asked: Asked, { say }: Words): HTMLElement {
  const box = element("legend");
  const kind = element("span", "question-type");
  kind.append(element("span", "sr-only", say("at", { n: asked.place })), element("span", `chip ${asked.type === "multiple" || asked.type === "ordering" ? "chip-action" : "chip-plain"}`, say(`type_${asked.type}`)));
  box.append(kind, element("span", "question-stem", asked.stem));
  return box;
}

export function picture(each: Picture, { say }: Words): HTMLElement {
  if (each.kind === "audio") {
    const box = element("figure", "sound");
    const sound = element("audio");
    sound.controls = true;
    sound.src = each.url;
    sound.setAttribute("aria-label", each.alt || say("listen"));
    box.append(element("figcaption", "", each.alt || say("listen")), sound);
    return box;
  }
  const box = element("div", "picture");
  box.append(image(each));
  return box;
}

export function image(each: Picture, cls = ""): HTMLImageElement {
  const made = element("img", cls);
  made.src = each.url;
  made.alt = each.alt;
  if (each.width && each.height) [made.width, made.height] = [each.width, each.height];
  return made;
}

function optionBody(asked: Asked, i: number, words: Words): HTMLElement {
  const body = element("span", "option-body");
  const drawn = asked.shown.option_media?.[i];
  if (drawn) body.append(image(drawn, "option-picture"));
  body.append(element("span", "option-key", LETTERS[i]), element("span", "option-text", asked.shown.options[i]), words.icon("check"));
  return body;
}

function optionBox(asked: Asked): HTMLElement {
  return element("div", asked.shown.option_media ? "options options-pictures" : "options");
}

/** Buttons: one tap is the answer. Radio buttons would answer by an arrow key. */
function tapped(root: HTMLElement, asked: Asked, { words, picked }: Around): Asking {
  const box = optionBox(asked);
  const buttons = asked.shown.options.map((_, i) => {
    const button = element("button", "option live-option");
    button.type = "button";
    button.append(optionBody(asked, i, words));
    button.addEventListener("click", () => picked([i]));
    return button;
  });
  box.append(...buttons);
  root.append(box);
  return {
    root, read: null,
    isComplete: () => false,
    press(key) {
      const action = keyAction(key, buttons.length);
      if (!action || action === "next" || buttons[action.pick]?.disabled) return false;
      picked([action.pick]);
      return true;
    },
    settle(answer) {
      buttons.forEach((button, i) => {
        button.disabled = true;
        button.setAttribute("aria-pressed", String(answer?.map(Number).includes(i) ?? false));
      });
    },
  };
}

/** Boxes to tick, and a button. */
function ticked(root: HTMLElement, asked: Asked, { words, changed }: Around): Asking {
  const box = optionBox(asked);
  for (const [i] of asked.shown.options.entries()) {
    const label = element("label", "option");
    const input = element("input");
    input.type = "checkbox";
    input.name = `q-${asked.place}`;
    input.value = String(i);
    label.append(input, optionBody(asked, i, words));
    box.append(label);
  }
  root.append(box);
  const kind = makerOf(asked.type)(root, { announce: () => undefined, changed });
  root.addEventListener("change", changed);
  return {
    root, read: kind.read,
    isComplete: () => kind.isComplete(kind.read()),
    press(key) {
      const action = keyAction(key, kind.options.length);
      if (!action || action === "next" || kind.options[action.pick]?.disabled) return false;
      kind.options[action.pick]?.click();
      return true;
    },
    settle(answer) {
      if (answer) kind.write(answer);
      for (const input of kind.options) input.disabled = true;
    },
  };
}

/** Items tapped in their order, as in the player. */
function ordered(root: HTMLElement, asked: Asked, { words, announce, changed }: Around): Asking {
  const list = element("ul", "ranks");
  list.dataset["ranks"] = "";
  list.dataset["messages"] = JSON.stringify({ ranked: words.say("ranked", { n: "{n}" }), unranked: words.say("unranked") });
  for (const [i, text] of asked.shown.options.entries()) list.append(rank(asked, i, text));
  const again = element("button", "btn btn-text", words.say("again"));
  again.type = "button";
  again.dataset["ranksAgain"] = "";
  root.append(list, again);
  const kind = makerOf("ordering")(root, { announce, changed });
  return {
    root, read: kind.read,
    isComplete: () => kind.isComplete(kind.read()),
    press: () => false,
    settle(answer) {
      if (answer) kind.write(answer);
      again.hidden = true;
      for (const button of Array.from(root.querySelectorAll("button"))) button.disabled = true;
    },
  };
}

function rank(asked: Asked, i: number, text: string): HTMLElement {
  const item = element("li", "rank");
  const label = element("label");
  const select = element("select", "input");
  const wrap = element("span", "select");
  label.htmlFor = select.id = `live-rank-${i}`;
  const drawn = asked.shown.option_media?.[i];
  if (drawn) label.append(image(drawn, "review-picture"));
  label.append(document.createTextNode(text));
  select.name = `q-${asked.place}`;
  select.append(new Option("", ""), ...asked.shown.options.map((_, n) => new Option(String(n + 1), String(n + 1))));
  wrap.append(select);
  item.append(label, wrap);
  return item;
}
