import { cleanSheet } from "./record";
import type { Sheet } from "./sheet";

export type SaveOutcome =
  | { kind: "saved"; revision: number; deadline: number | null }
  | { kind: "stale"; revision: number; answers: Sheet }
  | { kind: "closed"; location: string | null }
  | { kind: "later"; afterMs: number | null };

export type SubmitOutcome =
  | { kind: "done"; location: string }
  | { kind: "stale"; revision: number; answers: Sheet }
  | { kind: "plain" }
  | { kind: "later"; busy: boolean; afterMs: number | null };

type Body = Record<string, unknown> | null;

/**
 * What an answer to a save means. Statuses: see README, "The player and its server". Only words of our own server
 * count: the sign-in page of a hall's network answers every address with 200.
 */
export function readSave(status: number, body: Body, afterMs: number | null): SaveOutcome {
  const revision = body?.["revision"];
  if (status >= 200 && status < 300 && typeof revision === "number") return { kind: "saved", revision, deadline: momentOf(body?.["deadline"]) };
  if (status === 409 && typeof revision === "number") return { kind: "stale", revision, answers: cleanSheet(body?.["answers"]) };
  if (body && (status === 403 || status === 404 || status === 410 || status === 409)) return { kind: "closed", location: ownPath(body) };
  return { kind: "later", afterMs };
}

/** What an answer to a submit means: handed in only when our server names the result. */
export function readSubmit(status: number, body: Body, afterMs: number | null): SubmitOutcome {
  if (status === 429 || status === 503) return { kind: "later", busy: true, afterMs };
  const location = ownPath(body);
  if (location && status < 500) return { kind: "done", location };
  const revision = body?.["revision"];
  if (status === 409 && typeof revision === "number") return { kind: "stale", revision, answers: cleanSheet(body?.["answers"]) };
  return status >= 400 && status < 500 ? { kind: "plain" } : { kind: "later", busy: false, afterMs };
}

/** Only a path on this site is followed. */
function ownPath(body: Body): string | null {
  const location = body?.["location"];
  return typeof location === "string" && /^\/(?![/\\])/.test(location) ? location : null;
}

function momentOf(value: unknown): number | null {
  const moment = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(moment) ? null : moment;
}
