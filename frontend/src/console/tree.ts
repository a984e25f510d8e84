import { all } from "../shared/dom";

/** Buttons that open or close every branch of the tree on the page. Branches themselves are <details>. */
export function bindTrees(): void {
  for (const button of all<HTMLButtonElement>("[data-tree-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = button.dataset["treeAll"] === "open";
      for (const branch of all<HTMLDetailsElement>("[data-tree] details")) branch.open = open;
    });
  }
}
