import { fold, matches, rank } from "../shared/match";

export interface Choice {
  value: string;
  label: string;
  note: string;
  text: string;
}

export const shownAtOnce = 60;

export function makeChoice(value: string, label: string, note: string, search: string): Choice {
  return { value, label, note, text: fold(`${label} ${note} ${search}`) };
}

/** Up to `shownAtOnce` choices for a query, names that begin with it first, otherwise in the given order; and whether more match. */
export function find(choices: readonly Choice[], query: string): { found: Choice[]; more: boolean } {
  const hits = choices.filter((choice) => matches(choice.text, query));
  const ranked = query.trim() ? [...hits.filter((hit) => rank(hit.text, query) === 0), ...hits.filter((hit) => rank(hit.text, query) === 1)] : hits;
  return { found: ranked.slice(0, shownAtOnce), more: ranked.length > shownAtOnce };
}

/** The choices used lately, latest first; values that no longer exist are left out. */
export function recentOf(choices: readonly Choice[], values: readonly string[]): Choice[] {
  const known = new Map(choices.map((choice) => [choice.value, choice]));
  return [...new Set(values)].flatMap((value) => known.get(value) ?? []).slice(0, 3);
}
