import { all } from "./dom";

export function bindFlashes(): void {
  for (const button of all<HTMLButtonElement>("[data-flash-close]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("[data-flash]")?.remove());
  }
}
