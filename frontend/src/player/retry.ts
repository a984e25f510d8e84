/** Wait before try number `failures` + 1: 2, 4, 8, 16, 30, 30 … s, shortened by up to a third so that a village does not knock in step. */
export function backoffMs(failures: number, random: () => number): number {
  const base = Math.min(30_000, 1000 * 2 ** Math.max(1, failures));
  return Math.round(base * (1 - random() / 3));
}

/** Retry-After in ms (seconds or HTTP date), plus up to 2 s of spread; null when absent or unreadable. At most 2 minutes. */
export function retryAfterMs(header: string | null, now: number, random: () => number): number | null {
  if (!header) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  if (Number.isNaN(seconds)) return null;
  return Math.round(Math.min(120_000, Math.max(0, seconds)) + random() * 2000);
}
