import { cleanSheet } from "./record";
import type { Sheet } from "./sheet";

export type SaveOutcome =
  | { kind: "saved"; revision: number | null }
  | { kind: "stale"; revision: number; answers: Sheet }
  | { kind: "closed"; location: string | null }
  | { kind: "later"; afterMs: number | null };

export type SubmitOutcome = { kind: "done"; location: string } | { kind: "plain" } | { kind: "later"; busy: boolean; afterMs: number | null };

type Body = Record<string, unknown> | null;

/** What an answer to a save means. Statuses: see README, "The player and its server". */
export function readSave(status: number, body: Body, afterMs: number | null): SaveOutcome {
  if (status >= 200 && status < 300) return { kind: "saved", revision: numberOr(body?.["revision"], null) };
  if (status === 409 && typeof body?.["revision"] === "number") {
    return { kind: "stale", revision: body["revision"], answers: cleanSheet(body["answers"]) };
  }
  if (status === 403 || status === 404 || status === 410 || status === 409) return { kind: "closed", location: ownPath(body) };
  return { kind: "later", afterMs };
}

/** What an answer to a submit means. `landed`: where redirects ended, or null when there were none. */
export function readSubmit(status: number, body: Body, landed: string | null, afterMs: number | null): SubmitOutcome {
  if (status === 429 || status === 503) return { kind: "later", busy: true, afterMs };
  if (status >= 500) return { kind: "later", busy: false, afterMs };
  const location = ownPath(body) ?? (status < 400 ? landed : null);
  return location ? { kind: "done", location } : { kind: "plain" };
}

/** Only a path on this site is followed. */
function ownPath(body: Body): string | null {
  const location = body?.["location"];
  return typeof location === "string" && /^\/(?![/\\])/.test(location) ? location : null;
}

function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === "number" ? value : otherwise;
}
