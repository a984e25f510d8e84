import { all, one } from "../shared/dom";
import { closeDialog, openDialog } from "../shared/dialogs";

/** `<a data-peek="#dialog">`: what the linked page marks `data-peek-body` is shown in the dialog, over this page. */
export function bindPeeks(): void {
  for (const link of all<HTMLAnchorElement>("a[data-peek]")) {
    const dialog = one<HTMLDialogElement>(link.dataset["peek"] ?? "");
    const place = dialog && one("[data-peek-place]", dialog);
    if (!dialog || !place || typeof dialog.showModal !== "function") continue;
    link.addEventListener("click", (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      void show(link, dialog, place);
    });
  }
}

async function show(link: HTMLAnchorElement, dialog: HTMLDialogElement, place: HTMLElement): Promise<void> {
  const body = await read(link.href);
  if (!body) {
    location.href = link.href;
    return;
  }
  const title = document.createElement("h2");
  title.textContent = body.dataset["title"] ?? "";
  place.replaceChildren(title, body);
  dialog.setAttribute("aria-label", title.textContent);
  openDialog(dialog);
  dialog.scrollTop = 0;
  dialog.addEventListener("close", () => link.focus({ preventScroll: true }), { once: true });
  for (const anchor of all<HTMLAnchorElement>("a[href*='#']", body)) anchor.addEventListener("click", () => closeDialog(dialog));
}

/** The page's part for the dialog, or null when it could not be had: then the page itself is opened. */
async function read(address: string): Promise<HTMLElement | null> {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = one("[data-peek-body]", page);
    return found ? document.importNode(found, true) : null;
  } catch {
    return null;
  }
}
