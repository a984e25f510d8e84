/** Where the navigation or a row of tabs is longer than its room, the entry of this page stands in view; the page itself stays where it is. */
export function showPlace(): void {
  const side = document.querySelector(".console-side-in");
  const entry = side?.querySelector("[aria-current=page]");
  if (side && entry) {
    const over = entry.getBoundingClientRect().bottom - side.getBoundingClientRect().bottom;
    if (over > 0) side.scrollTop += over + 12;
  }
  for (const tabs of document.querySelectorAll(".tabs")) {
    const tab = tabs.querySelector("[aria-current=page]");
    if (!tab) continue;
    const over = tab.getBoundingClientRect().right - tabs.getBoundingClientRect().right;
    if (over > 0) tabs.scrollLeft += over + 12;
  }
}
