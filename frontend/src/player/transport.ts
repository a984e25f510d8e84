import { readSave, readSubmit, type SaveOutcome, type SubmitOutcome } from "./outcome";
import { retryAfterMs } from "./retry";
import type { Sheet } from "./sheet";

const patienceMs = 15_000;

/** Posts the whole sheet. Rejects without network; `onDate` gets the server's Date header. */
export async function postSheet(
  url: string,
  csrf: string,
  answers: Sheet,
  revision: number,
  onDate: (header: string | null) => void,
): Promise<SaveOutcome> {
  const answer = await send(url, {
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ answers, revision }),
    keepalive: document.visibilityState === "hidden",
  });
  onDate(answer.headers.get("Date"));
  return readSave(answer.status, await bodyOf(answer), waitOf(answer));
}

/** Posts the form as the browser would, asking for JSON, with the newest sheet this page knows. Rejects without network. */
export async function postForm(form: HTMLFormElement, revision: number): Promise<SubmitOutcome> {
  const body = new URLSearchParams({ revision: String(revision) });
  new FormData(form).forEach((value, name) => body.append(name, String(value)));
  const answer = await send(form.action, { headers: { Accept: "application/json" }, body });
  return readSubmit(answer.status, await bodyOf(answer), waitOf(answer));
}

/** A line that hangs counts as no line: the same submission_key makes a second try harmless. */
async function send(url: string, init: RequestInit): Promise<Response> {
  const stop = typeof AbortController === "function" ? new AbortController() : null;
  const timer = window.setTimeout(() => stop?.abort(), patienceMs);
  try {
    return await fetch(url, { method: "POST", credentials: "same-origin", ...init, ...(stop ? { signal: stop.signal } : {}) });
  } finally {
    window.clearTimeout(timer);
  }
}

async function bodyOf(answer: Response): Promise<Record<string, unknown> | null> {
  if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return null;
  try {
    return (await answer.json()) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function waitOf(answer: Response): number | null {
  return retryAfterMs(answer.headers.get("Retry-After"), Date.now(), Math.random);
}
