import { all, one } from "./dom";

/** Menus are <details>: they open without script; with it they close on a click elsewhere and on Escape. */
export function bindMenus(): void {
  const menus = all<HTMLDetailsElement>("details[data-menu]");
  if (!menus.length) return;
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      one("summary", menu)?.focus();
    }
  });
}
