import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Identity, Kept, PeopleList, Receipt } from "./types";

interface Shelves extends DBSchema {
  /** Identities by session code, and small things by name. */
  self: { key: string; value: unknown };
  queue: { key: string; value: Kept };
  /** Answered ones, kept for three days: a server that was restored from a backup asks for them again. */
  sent: { key: string; value: Kept };
  lists: { key: string; value: PeopleList };
}

const keptMs = 72 * 3600 * 1000;

/**
 * What this phone keeps, on its disk: each write is answered after it is durable. A phone that cannot keep anything
 * (private window, full storage) throws, and the page says so.
 */
export class Shelf {
  private constructor(private readonly db: IDBPDatabase<Shelves>) {}

  static async open(): Promise<Shelf> {
    const db = await openDB<Shelves>("quizapp-door", 1, {
      upgrade(fresh) {
        for (const name of ["self", "queue", "sent", "lists"] as const) fresh.createObjectStore(name);
      },
    });
    void navigator.storage?.persist?.().catch(() => false);
    return new Shelf(db);
  }

  async identity(): Promise<Identity | null> {
    const code = await this.remembered("current");
    return code ? this.identityOf(code) : null;
  }

  async identityOf(session: string): Promise<Identity | null> {
    return ((await this.db.get("self", `identity ${session}`)) as Identity | undefined) ?? null;
  }

  async become(identity: Identity): Promise<void> {
    const change = this.db.transaction("self", "readwrite", { durability: "strict" });
    await Promise.all([
      change.store.put(identity, `identity ${identity.session.code}`),
      change.store.put(identity.session.code, "current"),
      change.done,
    ]);
  }

  /** This browser is no device of the session any more; its list goes with it. */
  async forget(session: string): Promise<void> {
    await this.db.delete("self", `identity ${session}`);
    await this.db.delete("self", "current");
    await this.db.delete("lists", session);
  }

  async remembered(name: string): Promise<string> {
    return ((await this.db.get("self", name)) as string | undefined) ?? "";
  }

  async remember(name: string, value: string): Promise<void> {
    await this.db.put("self", value, name);
  }

  async list(session: string): Promise<PeopleList | null> {
    return (await this.db.get("lists", session)) ?? null;
  }

  async keepList(session: string, list: PeopleList): Promise<void> {
    await this.db.put("lists", list, session);
  }

  /** Puts a scan into the queue; resolves when it would survive the phone's battery being taken out. */
  async keep(kept: Kept): Promise<void> {
    const change = this.db.transaction("queue", "readwrite", { durability: "strict" });
    await Promise.all([change.store.put(kept, kept.scan.nonce), change.done]);
  }

  /** From the queue to the answered ones, in one step: nothing is ever in neither. */
  async settle(kept: Kept, receipt: Receipt): Promise<void> {
    const change = this.db.transaction(["queue", "sent", "self"], "readwrite", { durability: "strict" });
    const { nonce } = kept.scan;
    await Promise.all([
      change.objectStore("sent").put({ ...kept, name: receipt.name || kept.name, receipt }, nonce),
      change.objectStore("queue").delete(nonce),
      change.objectStore("self").put(nonce, `last ${kept.session}`),
      change.done,
    ]);
  }

  /** Scans that the server does not have, oldest first. */
  async waiting(): Promise<Kept[]> {
    return byTime(await this.db.getAll("queue"));
  }

  /** Answered scans, oldest first. */
  async answered(): Promise<Kept[]> {
    return byTime(await this.db.getAll("sent"));
  }

  async isWaiting(nonce: string): Promise<boolean> {
    return (await this.db.getKey("queue", nonce)) !== undefined;
  }

  /** The server lost what it had acknowledged: everything of the session goes to the queue again. How many. */
  async sendAgain(session: string): Promise<number> {
    const change = this.db.transaction(["queue", "sent", "self"], "readwrite", { durability: "strict" });
    const lost = (await change.objectStore("sent").getAll()).filter((kept) => kept.session === session);
    for (const { receipt: _, ...kept } of lost) {
      void change.objectStore("queue").put({ ...kept, scan: { ...kept.scan, was_offline: true } }, kept.scan.nonce);
      void change.objectStore("sent").delete(kept.scan.nonce);
    }
    void change.objectStore("self").delete(`last ${session}`);
    await change.done;
    return lost.length;
  }

  /** Answered scans of more than three days ago go. */
  async clearUp(now: number): Promise<void> {
    for (const kept of await this.db.getAll("sent")) if (now - kept.at > keptMs) await this.db.delete("sent", kept.scan.nonce);
  }
}

function byTime(kept: Kept[]): Kept[] {
  return kept.sort((a, b) => a.at - b.at || (a.scan.nonce < b.scan.nonce ? -1 : 1));
}
