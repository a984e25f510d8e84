import { all, element, must } from "../shared/dom";
import { compareCells, type Direction } from "./order";

/** Headings marked data-sort sort the rows on the page; a cell may carry data-value. */
export function bindSorting(): void {
  for (const table of all<HTMLTableElement>("table[data-sortable]")) {
    for (const heading of all<HTMLTableCellElement>("th[data-sort]", table)) makeSortable(table, heading);
  }
}

function makeSortable(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const button = element("button", "th-sort", (heading.textContent ?? "").trim());
  button.type = "button";
  const mark = element("span", "th-mark", "↕");
  mark.setAttribute("aria-hidden", "true");
  button.append(mark);
  heading.replaceChildren(button);
  button.addEventListener("click", () => sortBy(table, heading));
}

function sortBy(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const direction: Direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  for (const other of all("th[aria-sort]", table)) {
    other.removeAttribute("aria-sort");
    must(".th-mark", other).textContent = "↕";
  }
  heading.setAttribute("aria-sort", direction);
  must(".th-mark", heading).textContent = direction === "ascending" ? "↑" : "↓";
  const kind = heading.dataset["sort"] ?? "text";
  const body = must<HTMLTableSectionElement>("tbody", table);
  const rows = Array.from(body.rows).map((row) => ({ row, text: cellText(row, heading.cellIndex) }));
  rows.sort((a, b) => compareCells(a.text, b.text, kind, direction));
  body.append(...rows.map(({ row }) => row));
}

function cellText(row: HTMLTableRowElement, index: number): string {
  const cell = row.cells[index];
  return cell?.dataset["value"] ?? (cell?.textContent ?? "").trim();
}
