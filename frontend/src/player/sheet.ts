/** One value of an answer as it travels; see "Answers on the wire" in the README. */
export type Atom = number | string;
/** Atoms by question number; a missing or empty entry is unanswered. */
export type Sheet = Readonly<Record<string, readonly Atom[]>>;

/** What is asked of an answer before the question counts as done. */
export interface Asked {
  readonly number: number;
  isComplete(atoms: readonly Atom[]): boolean;
}

export function sameAtoms(left: readonly Atom[], right: readonly Atom[]): boolean {
  return left.length === right.length && left.every((atom, i) => String(atom) === String(right[i]));
}

export function isAnswered(sheet: Sheet, asked: Asked): boolean {
  const atoms = sheet[asked.number] ?? [];
  return atoms.length > 0 && asked.isComplete(atoms);
}

/** Numbers of the questions without a whole answer, in their order. */
export function unanswered(sheet: Sheet, questions: readonly Asked[]): number[] {
  return questions.filter((asked) => !isAnswered(sheet, asked)).map((asked) => asked.number);
}

/** The server's sheet with this phone's unsaved answers laid over it. */
export function overlay(server: Sheet, here: Sheet, pending: Iterable<string>): Sheet {
  const merged: Record<string, readonly Atom[]> = { ...server };
  for (const question of pending) merged[question] = here[question] ?? [];
  return merged;
}
