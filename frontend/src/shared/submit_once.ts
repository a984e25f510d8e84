import { all, one } from "./dom";

/** While a form is on its way a second tap does nothing; coming back to the page makes it usable again. */
export function bindSubmitOnce(): void {
  for (const button of all<HTMLButtonElement>("button[data-submit]")) {
    const form = button.form;
    form?.addEventListener("submit", (event) => {
      if (button.classList.contains("is-busy")) event.preventDefault();
      else if (!event.defaultPrevented) button.classList.add("is-busy");
    });
    window.addEventListener("pageshow", () => button.classList.remove("is-busy"));
  }
  one("[data-error-summary]")?.focus();
}
