import { all } from "../../shared/dom";
import type { Kind } from "./kind";

/** Texts and lists: one atom a field, in page order. */
export function fields(root: HTMLElement): Kind {
  const found = all<HTMLInputElement | HTMLSelectElement>("input[name^='q-'], select[name^='q-']", root);
  return {
    options: [],
    isSettledByTap: false,
    read() {
      const values = found.map((field) => field.value.trim());
      return values.some((value) => value) ? values : [];
    },
    write: (atoms) => found.forEach((field, i) => (field.value = String(atoms[i] ?? ""))),
    isComplete: (atoms) => found.every((_, i) => atoms[i] !== undefined && atoms[i] !== ""),
  };
}
