import { one } from "./dom";

/** The back/forward cache shows a page as it was left; pages marked data-refresh ask the server again. */
export function refreshStalePages(always = false): void {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && (always || one("[data-refresh]"))) location.reload();
  });
}
