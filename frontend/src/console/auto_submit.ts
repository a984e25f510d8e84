import { all } from "../shared/dom";

/** `<form data-auto-submit>`: a new choice in a select is followed at once; the button stays for keyboards and no script. */
export function bindAutoSubmit(): void {
  for (const form of all<HTMLFormElement>("form[data-auto-submit]")) {
    for (const select of all<HTMLSelectElement>("select", form)) {
      let byKey = false;
      select.addEventListener("keydown", () => (byKey = true));
      select.addEventListener("pointerdown", () => (byKey = false));
      select.addEventListener("change", () => {
        if (!byKey) form.submit();
      });
    }
  }
}
