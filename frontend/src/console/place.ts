/** Where the navigation is longer than the screen, the entry of this page stands in view. */
export function showPlace(): void {
  document.querySelector(".console-side [aria-current=page]")?.scrollIntoView({ block: "nearest" });
}
