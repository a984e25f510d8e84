import type { DoorSelf, DoorSession, Figures, Identity, PeopleList, Person, Receipt, Scan, Status } from "./types";

/** The server said something that is no answer: 401, 403, 422, 429, 5xx. */
export class Refused extends Error {
  constructor(readonly status: number, message: string, readonly waitMs: number) {
    super(message);
  }
}

/** No word from the server: no network, or too slow. */
export class Unreachable extends Error {}

export interface Condition {
  unsent: number;
  unsaved: number;
  offlineSince: string;
  lastNonce: string;
}

/** The devices' API. Every call ends: with an answer, `Refused`, or `Unreachable` after its time. */
export class Wire {
  private readonly tags = new Map<string, string>();

  constructor(readonly token: string, private readonly get: typeof fetch = fetch.bind(globalThis)) {}

  async redeem(browser: string): Promise<Identity> {
    const got = await this.ask<{ token: string; device: DoorSelf; session: DoorSession }>("redeem", 15_000, { browser });
    return { token: got.token, device: got.device, session: got.session };
  }

  send(scans: Scan[], lastNonce: string, timeMs: number): Promise<{ receipts: Receipt[]; knows_last: boolean }> {
    return this.ask("scans", timeMs, { sent_at: new Date().toISOString(), scans, last_nonce: lastNonce });
  }

  async result(nonce: string): Promise<Receipt | null> {
    return (await this.ask<{ receipt: Receipt | null }>(`result?nonce=${nonce}`, 3_000)).receipt;
  }

  status(how: Condition): Promise<Status> {
    return this.ask("status", 10_000, {
      sent_at: new Date().toISOString(), unsent: how.unsent, unsaved: how.unsaved,
      offline_since: how.offlineSince || null, last_nonce: how.lastNonce,
    });
  }

  /** Null when nothing changed since the last time. */
  counts(): Promise<Figures | null> {
    return this.ask("counts", 8_000);
  }

  /** Null when nothing changed since the last time. */
  people(): Promise<PeopleList | null> {
    return this.ask("people", 30_000);
  }

  async search(words: string): Promise<Person[]> {
    return (await this.ask<{ people: Person[] }>(`search?q=${encodeURIComponent(words)}`, 6_000)).people;
  }

  async visitor(name: string, tail: string): Promise<Person[]> {
    return (await this.ask<{ people: Person[] }>("visitor", 8_000, { name, phone_tail: tail })).people;
  }

  async unlock(pin: string): Promise<string> {
    return (await this.ask<{ grant: string }>("unlock", 10_000, { pin })).grant;
  }

  async undo(nonce: string, reason: string, grant: string): Promise<boolean> {
    return (await this.ask<{ undone: boolean }>("undo", 10_000, { nonce, reason, grant })).undone;
  }

  async leave(): Promise<void> {
    await this.ask("leave", 10_000, {});
  }

  private async ask<T>(path: string, timeMs: number, body?: unknown): Promise<T> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeMs);
    try {
      const answer = await this.get(`/api/door/${path}`, this.request(path, stop.signal, body));
      if (answer.status === 304) return null as T;
      if (!answer.ok) throw await refusal(answer);
      const read = (await answer.json()) as T;
      if (body === undefined) this.tags.set(path, answer.headers.get("ETag") ?? "");
      return read;
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
  }

  private request(path: string, signal: AbortSignal, body: unknown): RequestInit {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.token}` };
    const tag = this.tags.get(path);
    if (tag) headers["If-None-Match"] = tag;
    // the browser's own cache would answer 304 with the old body: we want to know that nothing changed
    const common = { headers, signal, cache: "no-store" as const, credentials: "omit" as const };
    if (body === undefined) return common;
    headers["Content-Type"] = "application/json";
    return { ...common, method: "POST", body: JSON.stringify(body) };
  }
}

async function refusal(answer: Response): Promise<Refused> {
  const said = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
  const waitS = Number(answer.headers.get("Retry-After")) || 0;
  return new Refused(answer.status, said?.error?.message ?? "", Math.min(waitS, 120) * 1000);
}
