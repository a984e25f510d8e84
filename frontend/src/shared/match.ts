/** Lower case, full-width letters narrowed: what a hasty typist and a list have in common. */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

/**
 * Whether every word of the query stands somewhere in the folded haystack ("红星村 hongxingcun hxc").
 * An empty query matches everything.
 */
export function matches(haystack: string, query: string): boolean {
  return fold(query).split(/\s+/).every((word) => haystack.includes(word));
}

/** 0 = a word of the haystack is or starts with the query, 1 = it stands inside: better hits go first. */
export function rank(haystack: string, query: string): number {
  const wanted = fold(query);
  return haystack.split(/\s+/).some((word) => word.startsWith(wanted)) ? 0 : 1;
}
