import { all, messagesOf, must, one } from "../shared/dom";
import { Part } from "../shared/part";
import { BAD_AFTER } from "./pace";
import { Poller } from "./poller";
import { ServerClock } from "./server_clock";
import { momentsOf, tickClocks } from "./ticking";
import { setText } from "./words";

const PATIENCE_MS = 6000;
/** After an act the main button means something else: a second tap of the same thumb is not meant for it. */
const PAUSE_MS = 700;
/** What an act was told stays for so long, whatever the line does: it has just been answered. */
const TOLD_MS = 10_000;

/** The remote: the server draws it, taps go out without leaving the page, and a broken line is told. */
export class HostRemote {
  /** When an act was answered, milliseconds. */
  private toldAt = 0;
  private readonly part: Part;
  private readonly clock = new ServerClock(() => performance.now());
  private readonly poller: Poller;
  private readonly note: HTMLElement;
  private readonly say: ReturnType<typeof messagesOf>;
  private isSending = false;

  constructor(private readonly root: HTMLElement) {
    this.part = new Part(root);
    this.note = must("[data-host-note]");
    this.say = messagesOf(root);
    this.clock.learn(Number(root.dataset["now"]), performance.now());
    this.poller = new Poller(root.dataset["hostLive"] ?? "", this.clock, () => momentsOf(root), (html) => this.take(html), (failures, status) => this.line(failures, status));
  }

  start(): void {
    this.root.addEventListener("submit", (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.dataset["plain"] !== undefined) return;
      event.preventDefault();
      if (!this.root.dataset["resting"]) void this.send(form);
    });
    window.setInterval(() => tickClocks(this.root, this.clock.now()), 200);
    this.poller.start();
  }

  private take(html: string): void {
    if (this.isSending || this.part.isBusy()) return this.poller.forget();
    this.show(html);
  }

  private show(html: string): void {
    this.part.show(html);
    tickClocks(this.root, this.clock.now());
  }

  private line(failures: number, status: number): void {
    if (failures && (status === 404 || status === 403)) this.tell("gone");
    else if (failures >= BAD_AFTER && Date.now() - this.toldAt > TOLD_MS) this.tell("lost");
    else if (failures === 0 && ["lost", "gone"].includes(this.note.dataset["state"] ?? "")) this.tell("");
  }

  /** One act, with the revision this page shows: of two hosts only one presses "next". */
  private async send(form: HTMLFormElement): Promise<void> {
    this.isSending = true;
    this.root.dataset["resting"] = "yes";
    for (const button of all<HTMLButtonElement>("button", this.root)) button.classList.add("is-busy");
    try {
      const told = await post(form);
      this.tell(told.status === 409 ? "stale" : "", told.message);
      this.toldAt = Date.now();
      this.poller.forget();
      for (const each of all<HTMLDetailsElement>("details[data-once]", this.root)) each.open = false;
      (document.activeElement as HTMLElement | null)?.blur?.();
      this.show(told.html);
      this.keep();
    } catch {
      this.tell("unsent");
      for (const button of all<HTMLButtonElement>("button", this.root)) button.classList.remove("is-busy");
    }
    this.isSending = false;
    window.setTimeout(() => delete this.root.dataset["resting"], PAUSE_MS);
    this.poller.poke();
  }

  /** What is told once moves out of the part, or the next drawing would take it away. */
  private keep(): void {
    const told = one("[data-host-keep]", this.root);
    if (told) must("[data-host-kept]").replaceChildren(told);
  }

  private tell(key: string, message = ""): void {
    this.note.dataset["state"] = key;
    setText(one("[data-host-note-text]", this.note), message || (key ? this.say(key) : ""));
    this.note.hidden = !key && !message;
  }
}

/** The part after the act. Rejects when no word of ours came back. */
async function post(form: HTMLFormElement): Promise<{ status: number; html: string; message: string }> {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), PATIENCE_MS);
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => body.append(name, String(value)));
  try {
    // not form.action: a field of the form has that name
    const told = await fetch(form.getAttribute("action") ?? "", { method: "POST", body, credentials: "same-origin", headers: { "Live-Part": "1" }, signal: stop.signal });
    if (told.headers.get("Live-Part") === null) throw new Error(String(told.status));
    return { status: told.status, html: await told.text(), message: decodeURIComponent(told.headers.get("Live-Message") ?? "") };
  } finally {
    window.clearTimeout(timer);
  }
}
