import type { Atom } from "../player/sheet";

/** Whole percents that add up to 100 (largest remainders), all 0 when nobody chose. Where several may be chosen, shares of the people. */
export function percents(counts: readonly number[], people: number): number[] {
  const sum = counts.reduce((all, each) => all + each, 0);
  if (people <= 0 || sum === 0) return counts.map(() => 0);
  if (sum !== people) return counts.map((each) => Math.round((100 * each) / people));
  const exact = counts.map((each) => (100 * each) / people);
  const whole = exact.map(Math.floor);
  const missing = 100 - whole.reduce((all, each) => all + each, 0);
  const order = exact.map((each, i) => ({ i, rest: each - Math.floor(each) })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of order.slice(0, missing)) whole[i] = (whole[i] as number) + 1;
  return whole;
}

/** Whether the atoms are the key; null for a type whose key says nothing by itself. */
export function isRight(type: string, answer: readonly Atom[], correct: readonly number[] | undefined): boolean | null {
  if (!correct || !["single", "multiple", "true_false", "ordering"].includes(type)) return null;
  const given = answer.map(Number);
  const inOrder = type === "ordering" ? given : [...given].sort((a, b) => a - b);
  return inOrder.length === correct.length && inOrder.every((each, i) => each === correct[i]);
}
