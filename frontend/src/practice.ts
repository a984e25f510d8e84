import { makerOf } from "./player/types/makers";
import { all, one } from "./shared/dom";
import { paceAt, readRun, waitFor } from "./practice/race";

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

// The other run, replayed: it moves when its next answer is due, and is quiet for screen readers.
const track = one<HTMLElement>("[data-race]");
if (track) {
  const run = readRun(track.dataset["race"] ?? "");
  const began = performance.now() - run.elapsed;
  const bar = one<HTMLProgressElement>("[data-race-bar]");
  const words = one<HTMLElement>("[data-race-text]");
  const show = (): void => {
    const elapsed = performance.now() - began;
    const pace = paceAt(run.marks, elapsed);
    if (bar) bar.value = pace.done;
    if (words) words.textContent = (track.dataset["text"] ?? "").replace("{done}", String(pace.done)).replace("{right}", String(pace.right));
    const wait = waitFor(run.marks, elapsed);
    if (wait !== null) window.setTimeout(show, wait);
  };
  if (bar && words) show();
}
