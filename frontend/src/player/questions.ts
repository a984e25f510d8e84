import { all, one } from "../shared/dom";
import { sameAtoms, type Asked, type Atom, type Sheet } from "./sheet";
import type { Kind, Surroundings } from "./types/kind";
import { makerOf } from "./types/makers";

export interface Question extends Asked {
  root: HTMLFieldSetElement;
  kind: Kind;
}

/** The fieldsets of the form, in page order. `changed` hears of answers that scripts have put into the fields. */
export function readQuestions(form: HTMLFormElement, around: Omit<Surroundings, "changed">, changed: (question: Question) => void): Question[] {
  return all<HTMLFieldSetElement>("[data-question]", form).map((root) => {
    const kind = makerOf(root.dataset["type"] ?? "")(root, { ...around, changed: () => changed(question) });
    const question: Question = { number: Number(root.dataset["question"]), root, kind, isComplete: (atoms) => kind.isComplete(atoms) };
    return question;
  });
}

/** Numbers of questions answered before the script came: on a slow line the plain form is there first. */
export function answeredEarly(form: HTMLFormElement): number[] {
  const changed = all<HTMLInputElement | HTMLSelectElement>("input[name^='q-'], select[name^='q-']", form).filter(isChanged);
  return [...new Set(changed.map((field) => Number(field.closest<HTMLElement>("[data-question]")?.dataset["question"])))];
}

function isChanged(field: HTMLInputElement | HTMLSelectElement): boolean {
  if (field instanceof HTMLSelectElement) return Array.from(field.options).some((option) => option.selected && option.index > 0 && !option.defaultSelected);
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
}

/** What the page says: on load, what the server has. */
export function sheetOf(questions: Question[]): Sheet {
  const sheet: Record<string, readonly Atom[]> = {};
  for (const { number, kind } of questions) {
    const atoms = kind.read();
    if (atoms.length) sheet[number] = atoms;
  }
  return sheet;
}

/** Makes the page equal to the sheet, so that the form itself always carries the answers. */
export function fill(questions: Question[], sheet: Sheet): void {
  for (const { number, kind } of questions) {
    const atoms = sheet[number] ?? [];
    if (!sameAtoms(kind.read(), atoms)) kind.write(atoms);
  }
}

export function show(questions: Question[], at: number, focus: boolean): void {
  for (const question of questions) question.root.classList.toggle("is-current", question.number === at);
  // The next question's pictures come while this one is being read.
  const next = questions[at]?.root;
  for (const picture of next ? all<HTMLImageElement>("img[loading]", next) : []) picture.loading = "eager";
  if (!focus) return;
  window.scrollTo(0, 0);
  one<HTMLElement>(".is-current")?.focus({ preventScroll: true });
}
