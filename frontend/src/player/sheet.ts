/** Chosen positions by question number; positions ascend; a missing or empty entry is unanswered. */
export type Sheet = Readonly<Record<string, readonly number[]>>;

export function withPick(sheet: Sheet, question: number, position: number, multiple: boolean): Sheet {
  const before = sheet[question] ?? [];
  if (!multiple) return { ...sheet, [question]: [position] };
  const after = before.includes(position) ? before.filter((p) => p !== position) : [...before, position];
  return { ...sheet, [question]: after.sort((a, b) => a - b) };
}

export function isAnswered(sheet: Sheet, question: number): boolean {
  return (sheet[question] ?? []).length > 0;
}

/** Numbers of the unanswered questions among 1..total, ascending. */
export function unanswered(sheet: Sheet, total: number): number[] {
  return Array.from({ length: total }, (_, i) => i + 1).filter((n) => !isAnswered(sheet, n));
}

/** The server's sheet with this phone's unsaved answers laid over it. */
export function overlay(server: Sheet, here: Sheet, pending: Iterable<string>): Sheet {
  const merged: Record<string, readonly number[]> = { ...server };
  for (const question of pending) merged[question] = here[question] ?? [];
  return merged;
}
