import { Refused, Unreachable, Wire } from "./wire";
import type { Shelf } from "./shelf";
import type { Figures, Identity, Kept, Receipt, Status } from "./types";

const batchSize = 40;
const quickMs = 4_000;
const slowMs = 20_000;
const statusEveryMs = 30_000;
const offlineShownMs = 3600_000;

export interface SenderEvents {
  /** The connection, the queue or the session changed. */
  changed(): void;
  settled(kept: Kept, receipt: Receipt): void;
  figures(figures: Figures): void;
}

/**
 * Brings scans to the server, for as long as it takes. A scan leaves the queue only with a receipt that says where the
 * server filed it. While the connection is bad nobody waits for it: a scan is asked for at once only while it is good.
 */
export class Sender {
  isOnline = navigator.onLine;
  /** The server refuses this device's token: scan a new link. Scans stay here until then. */
  isOut = false;
  waiting = 0;
  unsaved = 0;
  status: Status | null = null;
  /** When the last stretch without network began, and when it ended; told to the organizer for an hour. */
  private offlineSince = "";
  private backAt = 0;
  private lastStatus = 0;
  private fails = 0;
  private isSending = false;
  private timer = 0;
  private readonly sending = new Set<string>();

  constructor(private readonly shelf: Shelf | null, readonly wire: Wire, private readonly me: Identity, private readonly events: SenderEvents) {}

  async start(): Promise<void> {
    this.offlineSince = (await this.shelf?.remembered(`offline ${this.me.session.code}`).catch(() => "")) ?? "";
    window.addEventListener("online", () => this.soon(0));
    window.addEventListener("offline", () => this.heard(false));
    document.addEventListener("visibilitychange", () => this.soon(0));
    this.soon(0);
  }

  soon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.round(), ms);
  }

  /** Asks for one scan at once. Null: no answer, and none known by its nonce either. */
  async askNow(kept: Kept): Promise<Receipt | null> {
    if (!this.isOnline || this.isOut) return null;
    this.sending.add(kept.scan.nonce);
    try {
      return await this.answerTo(kept);
    } catch (error) {
      this.failed(error);
      return null;
    } finally {
      this.sending.delete(kept.scan.nonce);
    }
  }

  private async answerTo(kept: Kept): Promise<Receipt | null> {
    try {
      const got = await this.wire.send([kept.scan], await this.lastNonce(), quickMs);
      this.heard(true);
      await this.took(got.knows_last);
      return await this.settle(kept, got.receipts[0]);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      // the server may have taken it and its answer got lost: nobody is turned away before that is known
      const found = await this.wire.result(kept.scan.nonce);
      this.heard(true);
      return found ? await this.settle(kept, found) : null;
    }
  }

  private async settle(kept: Kept, receipt: Receipt | undefined): Promise<Receipt | null> {
    if (!receipt) return null;
    await this.shelf?.settle(kept, receipt).catch(() => undefined);
    this.events.settled(kept, receipt);
    await this.count();
    return receipt;
  }

  private async took(knowsLast: boolean): Promise<void> {
    if (knowsLast || !this.shelf) return;
    await this.shelf.sendAgain(this.me.session.code).catch(() => 0);
    await this.count();
    this.soon(0);
  }

  /** One round: what waits, then how we are; then the next round. */
  private async round(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    let pause = 5_000;
    try {
      await this.count();
      if (!this.isOut && navigator.onLine !== false) {
        await this.sendAll();
        await this.tell();
      }
      this.fails = 0;
    } catch (error) {
      this.failed(error);
      const said = error instanceof Refused ? error.waitMs : 0;
      pause = Math.max(said, Math.min(30_000, 2_000 * 2 ** Math.min(this.fails, 4)));
    } finally {
      this.isSending = false;
      this.soon(pause * (0.8 + Math.random() * 0.4));
    }
  }

  private async sendAll(): Promise<void> {
    for (;;) {
      const mine = ((await this.shelf?.waiting()) ?? []).filter((kept) => kept.session === this.me.session.code && !kept.isStuck && !this.sending.has(kept.scan.nonce));
      const next = mine.slice(0, batchSize);
      if (!next.length) return;
      await this.sendBatch(next);
    }
  }

  private async sendBatch(batch: Kept[]): Promise<void> {
    let got;
    try {
      // whatever comes by this way got no answer in time: the person was let in
      const scans = batch.map((kept) => ({ ...kept.scan, was_offline: true }));
      got = await this.wire.send(scans, await this.lastNonce(), slowMs);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 422) throw error;
      if (batch.length > 1) for (const kept of batch) await this.sendBatch([kept]);
      else if (batch[0]) await this.shelf?.keep({ ...batch[0], isStuck: true });
      return;
    }
    this.heard(true);
    for (const kept of batch) await this.settle(kept, got.receipts.find((receipt) => receipt.nonce === kept.scan.nonce));
    await this.took(got.knows_last);
  }

  private async tell(): Promise<void> {
    const isDue = Date.now() - this.lastStatus > statusEveryMs;
    if (isDue) {
      const how = { unsent: this.waiting, unsaved: this.unsaved, offlineSince: this.offlineSince, lastNonce: await this.lastNonce() };
      this.status = await this.wire.status(how);
      this.lastStatus = Date.now();
      this.heard(true);
      this.events.figures(this.status.figures);
      await this.took(this.status.knows_last);
    } else if (!document.hidden && this.status?.device.state === "active") {
      const figures = await this.wire.counts();
      this.heard(true);
      if (figures) this.events.figures(figures);
    }
  }

  /** How many scans of this phone the server does not have. */
  async count(): Promise<void> {
    this.waiting = ((await this.shelf?.waiting().catch(() => [])) ?? []).length;
    this.events.changed();
  }

  private async lastNonce(): Promise<string> {
    return (await this.shelf?.remembered(`last ${this.me.session.code}`).catch(() => "")) ?? "";
  }

  private failed(error: unknown): void {
    this.fails += 1;
    if (error instanceof Unreachable) this.heard(false);
    if (error instanceof Refused && error.status === 401) this.isOut = true;
    if (error instanceof Refused && error.status === 403) this.lastStatus = 0; // the status tells why
    this.events.changed();
  }

  private heard(isOnline: boolean): void {
    if (isOnline) this.heardAgain();
    else if (!this.offlineSince || this.backAt) {
      this.backAt = 0;
      this.rememberOutage(new Date().toISOString());
    }
    if (this.isOnline !== isOnline) this.lastStatus = 0;
    this.isOnline = isOnline;
    this.events.changed();
  }

  private heardAgain(): void {
    if (!this.offlineSince) return;
    this.backAt = this.backAt || Date.now();
    if (Date.now() - this.backAt > offlineShownMs) this.rememberOutage("");
  }

  /** On the disk too: the phone may be restarted before it has network again. */
  private rememberOutage(since: string): void {
    this.offlineSince = since;
    void this.shelf?.remember(`offline ${this.me.session.code}`, since).catch(() => undefined);
  }

  /** Tells the server how we are in the next round, whatever the time. */
  tellSoon(): void {
    this.lastStatus = 0;
    this.soon(0);
  }
}
