export type Direction = "ascending" | "descending";

/** A number as people write it ("1,733 人次", "12.5%", "—" = nothing), or null. */
export function readNumber(text: string): number | null {
  const found = /-?\d[\d,]*(\.\d+)?/.exec(text.normalize("NFKC"));
  return found ? Number(found[0].replace(/,/g, "")) : null;
}

/** Compares two cells; empty ones stay last in both directions. */
export function compareCells(a: string, b: string, kind: string, direction: Direction): number {
  const sign = direction === "ascending" ? 1 : -1;
  if (kind === "number") {
    const x = readNumber(a);
    const y = readNumber(b);
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  }
  if (!a || !b) return Number(!a) - Number(!b);
  return sign * a.localeCompare(b, "zh");
}
