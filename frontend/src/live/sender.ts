import { retryAfterMs } from "../player/retry";
import { retryMs, type Letter, type Outbox, type Taken } from "./outbox";
import type { Receipt } from "./wire";

const PATIENCE_MS = 5000;
/** A page younger than this is not read again for its token: it would never end. */
const YOUNG_MS = 5000;
/** Refusals that time heals: the clock of the room stands, or this phone's clock was early. */
const EARLY = new Set(["live_not_open", "live_paused"]);

/** What an answer of the server means for the letter. Whatever is not ours (a hall's sign-in page) is asked again. */
export function readTaken(status: number, body: Record<string, unknown> | null, waitMs: number | null): Taken {
  const later: Taken = waitMs === null ? { kind: "later" } : { kind: "later", waitMs };
  const receipt = body?.["receipt"] as Receipt | null | undefined;
  if (status === 200) return receipt ? { kind: "kept", receipt } : later;
  const error = body?.["error"] as { code?: string; message?: string } | undefined;
  if (error?.code === "csrf") return { kind: "later", isStale: true };
  if (!error?.code || status === 429 || status >= 500 || EARLY.has(error.code) || !error.code.match(/^live_|^no_such/)) return later;
  if (error.code === "live_answered" && receipt) return { kind: "again", receipt };
  return { kind: "refused", code: error.code, message: error.message ?? "" };
}

/** Brings the waiting letter to the server, however often the line breaks: one request at a time, the same nonce each time. */
export class Sender {
  private isBusy = false;
  private failures = 0;
  private timer = 0;

  constructor(
    private readonly url: string,
    private readonly csrf: string,
    private readonly outbox: Outbox,
    private readonly onNews: (letter: Letter | null, failures: number) => void,
  ) {
    window.addEventListener("online", () => this.wake());
  }

  /** Something is to be sent, or the line may be back. */
  wake(): void {
    window.clearTimeout(this.timer);
    const letter = this.outbox.waiting;
    if (letter && !this.isBusy) void this.send(letter);
  }

  private async send(letter: Letter): Promise<void> {
    this.isBusy = true;
    const taken = await this.post(letter);
    this.isBusy = false;
    // the letter lies on the phone: a page with a new token goes on with it
    if (taken.kind === "later" && taken.isStale && performance.now() > YOUNG_MS) return window.location.reload();
    this.failures = taken.kind === "later" ? this.failures + 1 : 0;
    const now = this.outbox.hear(letter.nonce, taken);
    this.onNews(now, this.failures);
    if (!this.outbox.waiting) return;
    const wait = taken.kind === "later" ? taken.waitMs ?? retryMs(this.failures - 1, Math.random) : 0;
    this.timer = window.setTimeout(() => this.wake(), wait);
  }

  private async post({ place, answer, nonce }: Letter): Promise<Taken> {
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const told = await fetch(this.url, {
        method: "POST", credentials: "same-origin", keepalive: true, signal: stop.signal,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
        body: JSON.stringify({ place, answer, nonce }),
      });
      const wait = retryAfterMs(told.headers.get("Retry-After"), Date.now(), Math.random);
      return readTaken(told.status, await bodyOf(told), wait);
    } catch {
      return { kind: "later" };
    } finally {
      window.clearTimeout(timer);
    }
  }
}

async function bodyOf(told: Response): Promise<Record<string, unknown> | null> {
  if (!(told.headers.get("Content-Type") ?? "").includes("json")) return null;
  return (await told.json()) as Record<string, unknown>;
}
