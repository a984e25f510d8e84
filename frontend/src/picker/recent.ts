const key = "quizapp:recent-units";

/** Values chosen on this phone, latest first; empty where storage is refused. */
export function readRecent(): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]") as unknown;
    return Array.isArray(kept) ? kept.filter((value) => typeof value === "string") : [];
  } catch {
    return [];
  }
}

export function keepRecent(value: string): void {
  try {
    localStorage.setItem(key, JSON.stringify([value, ...readRecent().filter((old) => old !== value)].slice(0, 5)));
  } catch {
    // A convenience only: a phone that refuses storage still chooses.
  }
}
