import { all, must } from "./dom";

/** Elder view at once; the choice is stored behind the reader's back, or by the plain form if that fails. */
export function bindElderForms(): void {
  for (const form of all<HTMLFormElement>("[data-elder-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void switchElder(form);
    });
  }
}

async function switchElder(form: HTMLFormElement): Promise<void> {
  const button = must<HTMLButtonElement>("button", form);
  const on = button.value === "1";
  const body = new FormData(form);
  body.set(button.name, button.value);
  document.documentElement.toggleAttribute("data-elder", on);
  button.setAttribute("aria-pressed", String(on));
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(String(answer.status));
    button.value = on ? "0" : "1";
  } catch {
    const chosen = document.createElement("input");
    chosen.type = "hidden";
    chosen.name = button.name;
    chosen.value = button.value;
    form.append(chosen);
    form.submit();
  }
}
