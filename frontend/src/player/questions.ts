import { all, one } from "../shared/dom";
import type { Sheet } from "./sheet";

export interface Question {
  number: number;
  multiple: boolean;
  root: HTMLFieldSetElement;
  inputs: HTMLInputElement[];
}

/** The fieldsets of the form, in page order. */
export function readQuestions(form: HTMLFormElement): Question[] {
  return all<HTMLFieldSetElement>("[data-question]", form).map((root) => ({
    number: Number(root.dataset["question"]),
    multiple: root.dataset["type"] === "multiple",
    root,
    inputs: all<HTMLInputElement>("input[name^='q-']", root),
  }));
}

/** What is ticked on the page: on load, what the server has. */
export function sheetOf(questions: Question[]): Sheet {
  const sheet: Record<string, number[]> = {};
  for (const { number, inputs } of questions) {
    const chosen = inputs.filter((input) => input.checked).map((input) => Number(input.value));
    if (chosen.length) sheet[number] = chosen;
  }
  return sheet;
}

/** Makes the page's ticks equal to the sheet, so that the form itself always carries the answers. */
export function tick(questions: Question[], sheet: Sheet): void {
  for (const { number, inputs } of questions) {
    const chosen = sheet[number] ?? [];
    for (const input of inputs) input.checked = chosen.includes(Number(input.value));
  }
}

export function show(questions: Question[], at: number, focus: boolean): void {
  for (const question of questions) question.root.classList.toggle("is-current", question.number === at);
  if (!focus) return;
  window.scrollTo(0, 0);
  one<HTMLElement>(".is-current")?.focus({ preventScroll: true });
}
