import { all, element } from "./dom";
import { closeDialog, openDialog } from "./dialogs";

/** Links to pictures open them over the page; without script the browser shows the picture itself. */
export function bindEnlarge(): void {
  for (const link of all<HTMLAnchorElement>("a[data-enlarge]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openPicture(link);
    });
  }
}

function openPicture(link: HTMLAnchorElement): void {
  const box = element("dialog", "dialog lightbox");
  const picture = element("img");
  picture.src = link.href;
  picture.alt = link.dataset["enlarge"] ?? "";
  const away = element("button", "btn btn-primary", link.dataset["close"]);
  away.type = "button";
  box.setAttribute("aria-label", picture.alt);
  box.append(picture, away);
  const shut = (): void => {
    closeDialog(box);
    box.remove();
    link.focus();
  };
  for (const part of [picture, away]) part.addEventListener("click", shut);
  box.addEventListener("cancel", shut);
  document.body.append(box);
  openDialog(box);
}
