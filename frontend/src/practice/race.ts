// The pace of a recorded run: [milliseconds since its start, 1 = right] for each answer, in order.
export type Mark = readonly [number, number];
export interface Run {
  readonly elapsed: number;
  readonly marks: readonly Mark[];
}

/** What the page brought; an empty run when it cannot be read. */
export function readRun(text: string): Run {
  try {
    const found = JSON.parse(text) as Run;
    return { elapsed: Number(found.elapsed) || 0, marks: found.marks };
  } catch {
    return { elapsed: 0, marks: [] };
  }
}

/** How many answers, and right ones, the run had after so long. */
export function paceAt(marks: readonly Mark[], elapsed: number): { done: number; right: number } {
  const done = marks.filter((mark) => mark[0] <= elapsed);
  return { done: done.length, right: done.filter((mark) => mark[1] === 1).length };
}

/** Milliseconds until its next answer; null when there is none. */
export function waitFor(marks: readonly Mark[], elapsed: number): number | null {
  const next = marks.find((mark) => mark[0] > elapsed);
  return next ? Math.ceil(next[0] - elapsed) : null;
}
