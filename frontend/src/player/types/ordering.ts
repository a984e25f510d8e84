import { all, element, messagesOf, must } from "../../shared/dom";
import { fields } from "./fields";
import type { Kind, Surroundings } from "./kind";

/** Items are tapped in their order; a second tap takes one back and those behind it move up. */
export function ordering(root: HTMLElement, around: Surroundings): Kind {
  const kind = fields(root);
  const list = must("[data-ranks]", root);
  const say = messagesOf(list);
  const selects = all<HTMLSelectElement>("select", list);
  const buttons = selects.map((select) => makeButton(select));
  const paint = (): void => selects.forEach((select, i) => paintButton(buttons[i] as HTMLButtonElement, select.value));
  const put = (ranks: number[]): void => {
    selects.forEach((select, i) => (select.value = ranks[i] ? String(ranks[i]) : ""));
    paint();
    around.changed();
  };
  const ranksNow = (): number[] => selects.map((select) => Number(select.value));
  buttons.forEach((button, i) =>
    button.addEventListener("click", () => {
      const ranks = withTap(ranksNow(), i);
      put(ranks);
      around.announce(say(ranks[i] ? "ranked" : "unranked", { n: ranks[i] ?? 0 }));
    }),
  );
  const again = must<HTMLButtonElement>("[data-ranks-again]", root);
  again.addEventListener("click", () => put(selects.map(() => 0)));
  again.hidden = false;
  list.classList.add("is-tapped");
  return {
    ...kind,
    write(atoms) {
      kind.write(atoms);
      paint();
    },
  };
}

/** The ranks after a tap on item `at`; 0 = not ranked yet. A gap left by the plain page is filled first. */
export function withTap(ranks: readonly number[], at: number): number[] {
  const mine = ranks[at] ?? 0;
  if (mine) return ranks.map((rank, i) => (i === at ? 0 : rank > mine ? rank - 1 : rank));
  let next = 1;
  while (ranks.includes(next)) next += 1;
  return ranks.map((rank, i) => (i === at ? next : rank));
}

function makeButton(select: HTMLSelectElement): HTMLButtonElement {
  const item = must<HTMLLabelElement>("label", select.closest("li") as HTMLElement);
  const button = element("button", "option-body rank-button");
  button.type = "button";
  const text = element("span", "option-text");
  text.innerHTML = item.innerHTML; // our own label: text, or a picture with its description
  button.append(element("span", "option-key"), text);
  item.before(button);
  return button;
}

function paintButton(button: HTMLButtonElement, rank: string): void {
  must(".option-key", button).textContent = rank;
  button.setAttribute("aria-pressed", String(rank !== ""));
}
