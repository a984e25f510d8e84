import { all, one } from "../shared/dom";
import { fold, matches } from "../shared/match";

/** Hides what does not match the search box, as one types. Works on a table, a list, or a tree of <li>. */
export function bindFilters(): void {
  for (const target of all("[data-filter-by]")) {
    const box = one<HTMLInputElement>(target.dataset["filterBy"] ?? "");
    if (box) new Filter(target, box);
  }
}

class Filter {
  private readonly items: { node: HTMLElement; text: string }[];
  private readonly empty: HTMLElement | null;

  constructor(target: HTMLElement, private readonly box: HTMLInputElement) {
    const nodes = target instanceof HTMLTableElement ? all("tbody > tr", target) : all("li", target);
    this.items = nodes.map((node) => ({ node, text: fold(node.dataset["search"] ?? node.textContent ?? "") }));
    this.empty = one(`[data-filter-empty="${target.dataset["filterBy"] ?? ""}"]`);
    box.addEventListener("input", () => this.apply());
    box.addEventListener("keydown", (event) => this.clear(event));
    this.apply();
  }

  private apply(): void {
    const query = this.box.value;
    const shown = new Set<HTMLElement>();
    for (const { node, text } of this.items) if (matches(text, query)) shown.add(node);
    // A hit deep in a tree keeps its ancestors in sight, opened.
    for (const hit of [...shown]) this.showAncestors(hit, shown, query !== "");
    for (const { node } of this.items) node.hidden = !shown.has(node);
    if (this.empty) this.empty.hidden = shown.size > 0;
  }

  private showAncestors(hit: HTMLElement, shown: Set<HTMLElement>, open: boolean): void {
    for (let up = hit.parentElement?.closest("li"); up; up = up.parentElement?.closest("li")) {
      shown.add(up);
      const details = one<HTMLDetailsElement>("details", up);
      if (details && open) details.open = true;
    }
  }

  private clear(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.box.value) {
      this.box.value = "";
      this.apply();
    }
    // Enter would send the form around the box; the list is already filtered.
    if (event.key === "Enter" && !this.box.form?.matches("[method='get']")) event.preventDefault();
  }
}
