import { makerOf } from "./player/types/makers";
import { all, one } from "./shared/dom";

// One question with one button: what is nicer than fields (a finger on the picture, items tapped in order) as in the player.
for (const root of all<HTMLElement>("form[data-practice-form] [data-question]")) {
  makerOf(root.dataset["type"] ?? "")(root, { announce: say, changed: () => undefined });
}

function say(text: string): void {
  const live = one<HTMLElement>("[data-practice-live]");
  if (live) live.textContent = text;
}

// After an answer the verdict is what should be read first.
one<HTMLElement>("[data-practice-verdict]")?.focus({ preventScroll: true });
