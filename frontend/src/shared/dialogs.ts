import { all, one } from "./dom";

/** Opens over the page; browsers without showModal get the same box fixed at the bottom. */
export function openDialog(dialog: HTMLDialogElement): void {
  if (dialog.hasAttribute("open")) return;
  if (typeof dialog.showModal === "function") dialog.showModal();
  else {
    dialog.classList.add("is-plain");
    dialog.setAttribute("open", "");
  }
}

export function closeDialog(dialog: HTMLDialogElement): void {
  if (typeof dialog.close === "function") dialog.close();
  else dialog.removeAttribute("open");
}

export function bindDialogs(): void {
  for (const button of all("[data-dialog-open]")) {
    const dialog = one<HTMLDialogElement>(button.dataset["dialogOpen"] ?? "");
    if (dialog) button.addEventListener("click", () => openDialog(dialog));
  }
  for (const button of all("[data-dialog-close]")) {
    const dialog = button.closest("dialog");
    if (dialog) button.addEventListener("click", () => closeDialog(dialog));
  }
  for (const dialog of all<HTMLDialogElement>("dialog.dialog:not([data-player-sending])")) closeOnBackdrop(dialog);
}

/** A click that lands on the dialog itself, not on what it holds, is a click on the dimmed page. */
function closeOnBackdrop(dialog: HTMLDialogElement): void {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) closeDialog(dialog);
  });
}
