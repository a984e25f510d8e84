import type { PhoneRecord } from "./record";
import { overlay, type Atom, type Sheet } from "./sheet";
import type { Shelf } from "./shelf";

/** One attempt in memory: answers, what the server lacks, flags, place; every change is on the phone at once. */
export class Session {
  answers: Sheet;
  at: number;
  revision: number;
  private pending: Set<string>;
  private flagged: Set<number>;

  constructor(server: Sheet, revision: number, total: number, private readonly shelf: Shelf, private readonly now: () => number) {
    const kept = shelf.read();
    this.pending = new Set(kept?.pending ?? []);
    this.flagged = new Set((kept?.flags ?? []).filter((n) => n <= total));
    this.answers = kept ? overlay(server, kept.answers, this.pending) : server;
    this.at = Math.min(Math.max(1, kept?.at ?? 1), total);
    this.revision = revision;
  }

  get flags(): number[] {
    return [...this.flagged];
  }

  get hasUnsaved(): boolean {
    return this.pending.size > 0;
  }

  put(question: number, atoms: readonly Atom[]): void {
    this.answers = { ...this.answers, [question]: atoms };
    this.pending.add(String(question));
    this.keep();
  }

  toggleFlag(): void {
    if (!this.flagged.delete(this.at)) this.flagged.add(this.at);
    this.keep();
  }

  goTo(question: number): void {
    this.at = question;
    this.keep();
  }

  /** Numbers the next save; what was sent under it is settled by `acknowledged`. */
  nextSave(): { revision: number; answers: Sheet; sent: Sheet } {
    this.revision += 1;
    return { revision: this.revision, answers: this.answers, sent: this.answers };
  }

  /** Only answers still equal to what was sent are settled; a tap made meanwhile stays pending. */
  acknowledged(sent: Sheet, revision: number | null): void {
    for (const question of [...this.pending]) if (this.answers[question] === sent[question]) this.pending.delete(question);
    if (revision !== null) this.revision = Math.max(this.revision, revision);
    this.keep();
  }

  /** Another tab saved first: its answers count, except where this one has unsaved taps. */
  adopt(server: Sheet, revision: number): void {
    this.answers = overlay(server, this.answers, this.pending);
    this.revision = revision;
    this.keep();
  }

  private keep(): void {
    const record: PhoneRecord = { answers: this.answers, pending: [...this.pending], flags: this.flags, at: this.at, kept: this.now() };
    this.shelf.write(record);
  }
}
