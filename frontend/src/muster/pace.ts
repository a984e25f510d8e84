/** Milliseconds until the next question: `every` (a second) while answers come, slower the longer they do not. */
export function pause(failures: number, every = 1000): number {
  return failures === 0 ? every : Math.min(1000 * 2 ** Math.min(failures - 1, 3), 8000);
}

/** Time since the alarm: 0:07, 12:05, 1:02:03. */
export function sinceText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How far the server's clock is ahead of ours, from a Date header (whole seconds: half of one is the best guess). */
export function offsetFrom(header: string | null, now: number, known: number): number {
  const said = header ? Date.parse(header) : NaN;
  if (Number.isNaN(said)) return known;
  const found = said + 500 - now;
  return Math.abs(found - known) > 1500 ? found : known;
}
