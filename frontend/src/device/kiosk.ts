import { encodeQR } from "qr";
import { must } from "../shared/dom";
import { keepAwake } from "../door/awake";
import { openStation, showCondition, showFigures, type Station } from "./base";
import { Camera } from "./camera";
import { readSaid } from "./codes";
import { feel, wakeSound } from "./feedback";
import { Pin } from "./pin";
import { personButton, setText, Verdict, when } from "./show";
import type { Person, Scan } from "./types";
import { Refused } from "./wire";
import { Wedge } from "./wedge";

const returnMs = 3_000;
const idleMs = 20_000;
const sameCodeMs = 5_000;

/** A machine at the door for everybody: it shows who comes for three seconds, and then nobody. */
class Kiosk {
  private readonly verdict: Verdict;
  private readonly camera: Camera;
  private readonly pin: Pin;
  private readonly field: HTMLInputElement;
  private isBusy = false;
  private lastText = "";
  private lastAt = 0;
  private idle = 0;

  constructor(private readonly station: Station) {
    const { root, say, sender } = station;
    this.verdict = new Verdict(root, say, () => this.clear(), returnMs);
    this.camera = new Camera(must<HTMLVideoElement>("video", root), (text) => this.seen(text));
    this.pin = new Pin(root, sender.wire, say);
    this.field = must<HTMLInputElement>("[data-visitor] input", root);
  }

  start(): void {
    const { root, sender } = this.station;
    this.drawPoster();
    new Wedge((text) => this.scanned(text, "usb")).start();
    must("[data-visitor]", root).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.find();
    });
    must("[data-clear]", root).addEventListener("click", () => this.clear());
    must("[data-settings]", root).addEventListener("click", () => void this.openSettings());
    must("[data-full]", root).addEventListener("click", () => void document.documentElement.requestFullscreen?.().catch(() => undefined));
    must("[data-lock]", root).addEventListener("click", () => this.lock());
    must("[data-leave]", root).addEventListener("click", () => void this.leave());
    must("[data-camera]", root).addEventListener("click", () => void this.switchCamera());
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => this.stayFor(idleMs));
    document.addEventListener("pointerdown", wakeSound, { once: true });
    window.addEventListener("pagehide", () => this.clear());
    keepAwake();
    void sender.start();
    showCondition(this.station);
    if (Camera.isPossible()) void this.switchCamera();
    else must("[data-camera]", root).hidden = true;
  }

  private async switchCamera(): Promise<void> {
    const { root } = this.station;
    if (this.camera.isOn) this.camera.stop();
    else await this.camera.start("user").catch(() => undefined); // typing goes on working
    when(root, "camera-on", this.camera.isOn);
  }

  private drawPoster(): void {
    const { root, me } = this.station;
    const address = `${location.origin}/s/${me.session.code}`;
    const canvas = must<HTMLCanvasElement>("canvas", root);
    const dots = encodeQR(address, "raw", { ecc: "medium", border: 2 });
    canvas.width = canvas.height = dots.length;
    const drawing = canvas.getContext("2d");
    if (!drawing) return;
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, dots.length, dots.length);
    drawing.fillStyle = "#000";
    dots.forEach((row, y) => row.forEach((dark, x) => dark && drawing.fillRect(x, y, 1, 1)));
    setText(root, "code", me.session.code);
  }

  private seen(text: string): void {
    const now = Date.now();
    if (this.isBusy || this.verdict.isOpen || (text === this.lastText && now - this.lastAt < sameCodeMs)) return;
    this.scanned(text, "camera");
  }

  private scanned(text: string, via: Scan["via"]): void {
    this.lastText = text;
    this.lastAt = Date.now();
    const said = readSaid(text, true);
    if (said.kind === "poster") this.verdict.show({ kind: "refused", verdict: "poster", name: "", unit: "", at: new Date().toISOString() });
    else if (said.kind === "code") void this.take({ code: said.code }, null, via);
  }

  /** The whole name, or the end of a phone number. Without network the name is written down for a person. */
  private async find(): Promise<void> {
    const { sender, root } = this.station;
    const typed = this.field.value.trim();
    if (!typed || this.isBusy) return;
    const said = readSaid(typed, false);
    if (said.kind === "code") return this.scanned(typed, "typed");
    const isTail = /^\d{4,11}$/.test(typed);
    try {
      this.offer(await sender.wire.visitor(isTail ? "" : typed, isTail ? typed : ""));
    } catch (error) {
      if (error instanceof Refused) setText(root, "hint", error.message);
      else if (isTail) setText(root, "hint", this.station.say("name_please"));
      else await this.take({ said_name: typed.slice(0, 40) }, null, "written");
    }
  }

  private offer(people: Person[]): void {
    const { root, say } = this.station;
    if (people.length === 1 && people[0] && !people[0].is_in) return void this.take({ who: people[0].who }, people[0], "search");
    const buttons = people.map((person) => {
      const button = personButton(person.name, person.unit, person.is_in ? say("is_in") : "");
      button.addEventListener("click", () => void this.take({ who: person.who }, person, "search"));
      return button;
    });
    must("[data-found]", root).replaceChildren(...buttons);
    setText(root, "hint", people.length ? say("which_one") : say("nobody_found"));
  }

  private async take(who: Partial<Scan>, person: Person | null, via: Scan["via"]): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      const chosen = { direction: "entry" as const, gateId: null, reason: "", grant: "" };
      const told = await this.station.desk.take(who, person, via, chosen, (known) => this.verdict.pending(known?.name ?? "", known?.unit ?? ""));
      this.verdict.show(told);
      feel(told.kind, true);
    } finally {
      this.isBusy = false;
      this.lastAt = Date.now();
    }
  }

  /** Nobody's name stays: not in the field, not in the list, not behind the answer. */
  private clear(): void {
    this.field.value = "";
    must("[data-found]", this.station.root).replaceChildren();
    setText(this.station.root, "hint", "");
    clearTimeout(this.idle);
  }

  private stayFor(ms: number): void {
    clearTimeout(this.idle);
    this.idle = window.setTimeout(() => this.clear(), ms);
  }

  private async openSettings(): Promise<void> {
    if (!(await this.pin.ask(false))) return;
    when(this.station.root, "unlocked", true);
    window.setTimeout(() => this.lock(), 60_000);
  }

  private lock(): void {
    when(this.station.root, "unlocked", false);
    void document.exitFullscreen?.().catch(() => undefined);
  }

  private async leave(): Promise<void> {
    const { shelf, sender, me, root, say } = this.station;
    await sender.count();
    if (sender.waiting > 0) {
      must("[data-leave-refused]", root).textContent = say("leave_first", { n: sender.waiting });
      return;
    }
    await sender.wire.leave().catch(() => undefined);
    await shelf?.forget(me.session.code);
    location.reload();
  }
}

export async function startKiosk(root: HTMLElement): Promise<void> {
  const station = await openStation(root, (get) => ({
    changed: () => showCondition(get()),
    settled: () => undefined,
    figures: (figures) => showFigures(get().root, figures),
  }));
  if (station) new Kiosk(station).start();
}
