import { all } from "../../shared/dom";
import type { Atom } from "../sheet";
import type { Kind } from "./kind";

/** Radio buttons or boxes: what is ticked. */
export function choice(root: HTMLElement): Kind {
  const options = all<HTMLInputElement>("input[name^='q-']", root);
  return {
    options,
    isSettledByTap: options.some((input) => input.type === "radio"),
    read: () => options.filter((input) => input.checked).map((input) => atomOf(input.value)),
    write(atoms) {
      for (const input of options) input.checked = atoms.some((atom) => String(atom) === input.value);
    },
    isComplete: (atoms) => atoms.length > 0,
  };
}

/** A material with several choices; keys would not know which one is meant. */
export function caseKind(root: HTMLElement): Kind {
  const parts = all("[data-part]", root).map((part) => `${part.dataset["part"] ?? ""}.`);
  const isComplete = (atoms: readonly Atom[]): boolean => parts.every((part) => atoms.some((atom) => String(atom).startsWith(part)));
  return { ...choice(root), options: [], isSettledByTap: false, isComplete };
}

function atomOf(value: string): Atom {
  return /^\d+$/.test(value) ? Number(value) : value;
}
