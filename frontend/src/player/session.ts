import { pendingOf, type Taps } from "./record";
import { overlay, type Atom, type Sheet } from "./sheet";
import type { Shelf } from "./shelf";

/** What goes out with one save; `taps` says which answers it settles. */
export interface Save {
  revision: number;
  answers: Sheet;
  taps: Taps;
}

/** One attempt in memory: answers, what the server lacks, flags, place; every change is on the phone at once. */
export class Session {
  answers: Sheet;
  at: number;
  /** The newest sheet of the server that this page knows. */
  revision: number;
  private taps: Taps;
  private sent: Taps;
  private flagged: Set<number>;
  private isHanding: boolean;

  constructor(server: Sheet, revision: number, total: number, private readonly shelf: Shelf, private readonly now: () => number) {
    const kept = shelf.read();
    this.taps = kept?.taps ?? {};
    this.sent = kept?.sent ?? {};
    this.flagged = new Set((kept?.flags ?? []).filter((n) => n <= total));
    this.answers = kept ? overlay(server, kept.answers, this.pending) : server;
    this.at = Math.min(Math.max(1, kept?.at ?? 1), total);
    this.revision = revision;
    this.isHanding = kept?.handing ?? false;
  }

  get flags(): number[] {
    return [...this.flagged];
  }

  get hasUnsaved(): boolean {
    return this.pending.length > 0;
  }

  /** Whether the person has handed in, here or before the page was lost. */
  get handing(): boolean {
    return this.isHanding;
  }

  put(question: number, atoms: readonly Atom[]): void {
    this.learn();
    this.answers = { ...this.answers, [question]: atoms };
    this.taps = { ...this.taps, [question]: 1 + Math.max(0, ...Object.values(this.taps)) };
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

  hand(isHanding: boolean): void {
    this.isHanding = isHanding;
    this.keep();
  }

  /** Takes newer taps of another tab from the phone's record; true when an answer here has changed by that. */
  learn(): boolean {
    const { answers, taps, sent, newer } = this.withOthers();
    this.answers = answers;
    this.taps = taps;
    this.sent = sent;
    return newer.length > 0;
  }

  /** What this page knows and what other tabs have written since; an answer goes by its latest tap. */
  private withOthers(): { answers: Sheet; taps: Taps; sent: Taps; newer: string[] } {
    const { answers, taps, sent } = this;
    const kept = this.shelf.read();
    if (!kept) return { answers, taps, sent, newer: [] };
    const newer = Object.keys(kept.taps).filter((question) => (kept.taps[question] ?? 0) > (taps[question] ?? 0));
    return { answers: overlay(answers, kept.answers, newer), taps: latest(taps, kept.taps), sent: latest(sent, kept.sent), newer };
  }

  /**
   * The next save. Its number is one above what this page has seen, on every try: whatever an earlier try left on the
   * way can then never cover a newer sheet.
   */
  nextSave(): Save {
    this.learn();
    return { revision: this.revision + 1, answers: this.answers, taps: this.taps };
  }

  /** Settles what was sent; a tap made meanwhile stays pending. */
  acknowledged({ taps }: Save, revision: number): void {
    this.learn();
    this.sent = latest(this.sent, taps);
    this.revision = Math.max(this.revision, revision);
    this.keep();
  }

  /** Another tab or phone saved first: its answers count, except where this one has unsaved taps. */
  adopt(server: Sheet, revision: number): void {
    this.learn();
    this.answers = overlay(server, this.answers, this.pending);
    this.revision = revision;
    this.keep();
  }

  private get pending(): string[] {
    return pendingOf(this.taps, this.sent);
  }

  /** Other tabs' answers stay on the phone whatever this one writes; this page takes them over by `learn`, and says so. */
  private keep(): void {
    const { answers, taps, sent } = this.withOthers();
    const { flags, at, isHanding } = this;
    this.shelf.write({ answers, taps, sent, flags, at, kept: this.now(), handing: isHanding });
  }
}

function latest(left: Taps, right: Taps): Taps {
  const merged: Record<string, number> = { ...left };
  for (const [question, tap] of Object.entries(right)) merged[question] = Math.max(merged[question] ?? 0, tap);
  return merged;
}
