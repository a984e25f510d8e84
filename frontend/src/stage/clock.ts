import { all, one } from "../shared/dom";
import { leftText } from "./pace";

/** Counts down every `data-until` of the part by the server's clock, which each part brings as `data-now`. */
export function runClocks(root: HTMLElement): void {
  let ahead = 0;
  const learn = (): void => {
    const said = Date.parse(one("[data-now]", root)?.dataset["now"] ?? "");
    if (!Number.isNaN(said)) ahead = said - Date.now();
  };
  const tick = (): void => {
    for (const each of all("[data-until]", root)) {
      const left = Date.parse(each.dataset["until"] ?? "") - Date.now() - ahead;
      const text = left > 0 ? leftText(left) : (each.dataset["over"] ?? "");
      if (each.textContent !== text) each.textContent = text;
      each.classList.toggle("is-over", left <= 0);
    }
  };
  learn();
  tick();
  new MutationObserver(() => {
    learn();
    tick();
  }).observe(root, { childList: true });
  window.setInterval(tick, 200);
}
