import { Known, newNonce, readSaid } from "./codes";
import type { Sender } from "./sender";
import type { Shelf } from "./shelf";
import type { Identity, Kept, Person, Receipt, Scan } from "./types";

/** What the screen says of a scan. ``local``: kept on this phone; ``unsaved``: neither kept nor sent. */
export interface Told {
  kind: "done" | "again" | "refused" | "local" | "unsaved";
  /** Verdict of the server, or `local`, `local_again`, `local_unknown`, `unsaved`, `poster`. */
  verdict: string;
  name: string;
  unit: string;
  at: string;
}

export interface Chosen {
  direction: "entry" | "exit";
  gateId: number | null;
  reason: string;
  grant: string;
}

/** Taking scans, with and without a server: kept first, asked second, told third. */
export class Desk {
  known: Known | null = null;
  /** Whom this phone saw in which direction, for telling a second time without network. */
  private readonly seen = new Map<string, string>();

  constructor(private readonly shelf: Shelf | null, private readonly sender: Sender, private readonly me: Identity) {}

  /** What this phone scanned before, after a restart. */
  recall(kept: Kept[]): void {
    for (const each of kept) if (each.receipt?.outcome !== "refused") this.note(each);
  }

  /** Text from a camera, a photo or a USB scanner; null when it is a poster. */
  whom(text: string): Person | string | null {
    const said = readSaid(text, true);
    if (said.kind === "poster") return null;
    const code = said.kind === "code" ? said.code : said.words;
    return this.known?.byCode(code) ?? code;
  }

  /** Takes one scan. ``pending`` is called at once with what this phone knows. */
  async take(who: Partial<Scan>, person: Person | null, via: Scan["via"], chosen: Chosen, pending: (person: Person | null) => void): Promise<Told> {
    const kept: Kept = { scan: this.scan(who, via, chosen), session: this.me.session.code, at: Date.now(), name: person?.name ?? "" };
    pending(person);
    const isSaved = await this.keep(kept);
    const receipt = await this.sender.askNow(kept);
    if (receipt) return this.told(kept, receipt, person);
    return this.tellLocally(kept, person, isSaved);
  }

  private scan(who: Partial<Scan>, via: Scan["via"], chosen: Chosen): Scan {
    const scan: Scan = { ...who, nonce: newNonce(), scanned_at: new Date().toISOString(), direction: chosen.direction, via, was_offline: false };
    if (chosen.gateId !== null) scan.gate_id = chosen.gateId;
    if (chosen.reason) Object.assign(scan, { reason: chosen.reason, grant: chosen.grant });
    return scan;
  }

  private async keep(kept: Kept): Promise<boolean> {
    try {
      if (!this.shelf) throw new Error("no storage");
      await this.shelf.keep(kept);
      return true;
    } catch {
      return false;
    } finally {
      void this.sender.count();
    }
  }

  /** No answer: the person passes, and the server is told so. Only what is kept for sure is called kept. */
  private async tellLocally(kept: Kept, person: Person | null, isSaved: boolean): Promise<Told> {
    kept.scan.was_offline = true;
    const earlier = this.seen.get(this.key(kept));
    const verdict = earlier ? "local_again" : person || kept.scan.said_name ? "local" : "local_unknown";
    // a receipt may have come in meanwhile by the other way
    if (!isSaved || ((await this.shelf?.isWaiting(kept.scan.nonce).catch(() => false)) && !(await this.keep(kept)))) {
      this.sender.unsaved += 1;
      this.sender.tellSoon();
      return this.said("unsaved", "unsaved", kept, person, kept.scan.scanned_at);
    }
    this.note(kept);
    this.sender.soon(1_000);
    return this.said("local", verdict, kept, person, earlier ?? kept.scan.scanned_at);
  }

  private told(kept: Kept, receipt: Receipt, person: Person | null): Told {
    if (receipt.outcome !== "refused") this.note(kept);
    const kind = receipt.outcome === "review" ? "local" : receipt.outcome === "refused" ? "refused" : receipt.verdict === "already_in" ? "again" : "done";
    const at = receipt.arrived_at && receipt.verdict !== "left" && receipt.verdict !== "reentered" ? receipt.arrived_at : kept.scan.scanned_at;
    return { ...this.said(kind, receipt.verdict, kept, person, at), name: receipt.name || kept.name };
  }

  private said(kind: Told["kind"], verdict: string, kept: Kept, person: Person | null, at: string): Told {
    return { kind, verdict, name: kept.name || kept.scan.said_name || "", unit: person?.unit ?? "", at };
  }

  private key(kept: Kept): string {
    return `${kept.scan.direction} ${kept.scan.code ?? kept.scan.who ?? kept.scan.said_name ?? ""}`;
  }

  private note(kept: Kept): void {
    if (!this.seen.has(this.key(kept))) this.seen.set(this.key(kept), kept.scan.scanned_at);
    this.seen.delete(this.key(kept).replace(/^entry|^exit/, (way) => (way === "entry" ? "exit" : "entry")));
  }
}
