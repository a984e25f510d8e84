import { must, one } from "../shared/dom";
import { keepAwake } from "./awake";

interface Shown {
  svg: string;
  readable: string;
  ends_in_ms: number;
  ask_again_ms: number;
  heads: number | null;
  inside: number | null;
  state: string;
}

const PATIENCE_MS = 4000;
const RETRY_MS = 1500;
/** A code is still taken for one step after it went; a screen without network hides it when it ends. */
const GRACE_MS = 1500;

/** Shows the code of now. It never knows a later one: each comes from the server when its time has come. */
export class CodeScreen {
  private goodUntil: number;
  private readonly url: string;
  private readonly notes: Record<string, string>;

  constructor(private readonly root: HTMLElement) {
    this.url = root.dataset["url"] ?? "";
    this.notes = JSON.parse(root.dataset["notes"] ?? "{}") as Record<string, string>;
    this.goodUntil = performance.now() + Number(root.dataset["endsIn"] ?? "0") + GRACE_MS;
  }

  start(): void {
    keepAwake();
    window.setTimeout(() => void this.ask(), Number(this.root.dataset["askAgain"] ?? "1000"));
    window.setInterval(() => this.hideWhenOld(), 250);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) window.location.reload();
    });
  }

  private async ask(): Promise<void> {
    let wait = RETRY_MS;
    try {
      const shown = await fetchJson(this.url);
      this.show(shown);
      wait = shown.ask_again_ms;
    } catch {
      // no network, or the server is busy: the code goes when its time is over, and we ask on
    }
    window.setTimeout(() => void this.ask(), wait);
  }

  private show(shown: Shown): void {
    this.goodUntil = performance.now() + shown.ends_in_ms + GRACE_MS;
    const drawing = new DOMParser().parseFromString(shown.svg, "image/svg+xml").documentElement;
    must("[data-qr]", this.root).replaceChildren(document.importNode(drawing, true));
    setText(one("[data-readable]", this.root), shown.readable);
    setText(one("[data-note]", this.root), this.notes[shown.state] ?? "");
    setText(one("[data-heads]", this.root), shown.heads === null ? "" : String(shown.heads));
    setText(one("[data-inside]", this.root), shown.inside === null ? "" : String(shown.inside));
    this.markLost(false);
  }

  private hideWhenOld(): void {
    if (performance.now() > this.goodUntil) this.markLost(true);
  }

  private markLost(isLost: boolean): void {
    this.root.classList.toggle("is-lost", isLost);
    must("[data-lost]", this.root).hidden = !isLost;
  }
}

function setText(node: HTMLElement | null, text: string): void {
  if (node && node.textContent !== text) node.textContent = text;
}

async function fetchJson(url: string): Promise<Shown> {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { signal: stop.signal, cache: "no-store", credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Shown;
  } finally {
    window.clearTimeout(timer);
  }
}
