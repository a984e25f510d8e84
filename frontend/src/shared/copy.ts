import { all, one } from "./dom";

export function bindCopyButtons(): void {
  for (const button of all<HTMLButtonElement>("[data-copy]")) {
    const field = one<HTMLInputElement>(button.dataset["copy"] ?? "");
    if (!field) continue;
    button.hidden = false;
    button.addEventListener("click", () => void copy(field, button));
  }
}

async function copy(field: HTMLInputElement, button: HTMLButtonElement): Promise<void> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Plain http and WeChat's browser have no clipboard object; the old command works on the selection.
    if (!document.execCommand("copy")) return;
  }
  const label = one("span", button) ?? button;
  const before = label.textContent ?? "";
  label.textContent = button.dataset["done"] ?? before;
  window.setTimeout(() => (label.textContent = before), 2000);
}
