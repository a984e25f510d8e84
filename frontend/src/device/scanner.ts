import { element, must, one } from "../shared/dom";
import { keepAwake } from "../door/awake";
import { loadList, openStation, showCondition, showFigures, type Station } from "./base";
import { Camera, readPhoto } from "./camera";
import { readSaid } from "./codes";
import type { Chosen, Told } from "./desk";
import { feel, wakeSound } from "./feedback";
import { Log } from "./log";
import { Pin } from "./pin";
import { personButton, Verdict, when } from "./show";
import type { Kept, Person, Scan } from "./types";
import { Wedge } from "./wedge";

const sameCodeMs = 3_000;
const listEveryMs = 60_000;
const typedMs = 250;

/** The helper's page: every way in leads to `take`. */
class Scanner {
  private readonly verdict: Verdict;
  private readonly camera: Camera;
  private readonly log: Log;
  private readonly pin: Pin | null;
  private isBusy = false;
  private lastText = "";
  private lastAt = 0;
  private typing = 0;

  constructor(private readonly station: Station) {
    const { root, say, me, sender } = station;
    this.verdict = new Verdict(root, say, () => undefined);
    this.camera = new Camera(must<HTMLVideoElement>("video", root), (text) => this.seen(text));
    this.pin = me.device.role === "supervisor" ? new Pin(root, sender.wire, say) : null;
    this.log = new Log(root, say, this.pin ? (kept) => void this.undo(kept) : null);
    when(root, "supervisor", this.pin !== null);
  }

  async start(): Promise<void> {
    const { root, shelf, sender } = this.station;
    this.fillGates();
    for (const kept of ((await shelf?.answered()) ?? []).slice(-20)) if (kept.receipt) this.log.sent(kept, kept.receipt);
    for (const kept of (await shelf?.waiting()) ?? []) this.log.add(kept);
    this.bindCamera(root);
    this.bindTyping(root);
    new Wedge((text) => this.scanned(text, "usb")).start();
    document.addEventListener("pointerdown", wakeSound, { once: true });
    must("[data-leave]", root).addEventListener("click", () => void this.leave());
    // what was typed before this script, or the list, was here
    void loadList(this.station).then(() => this.search(must<HTMLInputElement>("[data-typed] input", root).value));
    window.setInterval(() => void loadList(this.station), listEveryMs);
    keepAwake();
    void sender.start();
    showCondition(this.station);
  }

  /** From a camera: the same code stays in view for seconds. */
  private seen(text: string): void {
    const now = Date.now();
    if (this.isBusy || (text === this.lastText && now - this.lastAt < sameCodeMs)) {
      if (text === this.lastText) this.lastAt = now;
      return;
    }
    this.scanned(text, "camera");
  }

  private scanned(text: string, via: Scan["via"]): void {
    this.lastText = text;
    this.lastAt = Date.now();
    const whom = this.station.desk.whom(text);
    if (whom === null) return this.tell({ kind: "refused", verdict: "poster", name: "", unit: "", at: new Date().toISOString() });
    // the code itself is sent, also where this phone knows whose it is: only the server knows whether it still counts
    const said = readSaid(text, true);
    const person = typeof whom === "string" ? null : whom;
    void this.take({ code: said.kind === "code" ? said.code : text.slice(0, 300) }, person, via);
  }

  private async take(who: Partial<Scan>, person: Person | null, via: Scan["via"]): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      const chosen = await this.chosen();
      if (!chosen) return;
      const told = await this.station.desk.take(who, person, via, chosen, (known) => this.verdict.pending(known?.name ?? who.said_name ?? "", known?.unit ?? ""));
      this.tell(told);
      if (told.kind === "unsaved") this.log.unsaved(told);
      await this.showWaiting();
    } finally {
      this.isBusy = false;
      this.lastAt = Date.now();
    }
  }

  private tell(told: Told): void {
    this.verdict.show(told);
    feel(told.kind, must<HTMLInputElement>("[data-sound]", this.station.root).checked);
  }

  private async showWaiting(): Promise<void> {
    for (const kept of ((await this.station.shelf?.waiting().catch(() => [])) ?? []).slice(-30)) this.log.add(kept);
  }

  settled(kept: Kept, receipt: NonNullable<Kept["receipt"]>): void {
    this.log.sent(kept, receipt);
  }

  /** Which way, which gate; with the box for late entries ticked also why, with the PIN. */
  private async chosen(): Promise<Chosen | null> {
    const { root } = this.station;
    const gate = Number(one<HTMLSelectElement>("[data-gate]", root)?.value || 0);
    const way = one<HTMLInputElement>("input[name=direction]:checked", root)?.value === "exit" ? "exit" : "entry";
    const chosen: Chosen = { direction: way, gateId: gate || null, reason: "", grant: "" };
    if (!this.pin || !must<HTMLInputElement>("[data-late]", root).checked) return chosen;
    const answer = await this.pin.ask(true);
    return answer && { ...chosen, ...answer };
  }

  private fillGates(): void {
    const { root, me } = this.station;
    const session = this.station.sender.status?.session ?? me.session;
    const select = must<HTMLSelectElement>("[data-gate]", root);
    const now = select.value;
    if (select.options.length - 1 !== session.gates.length) {
      select.replaceChildren(select.options[0] ?? element("option"), ...session.gates.map(({ id, name }) => new Option(name, String(id))));
      select.value = now;
    }
    when(root, "gates", session.gates.length > 0);
    when(root, "exits", session.takes_exits);
  }

  changed(): void {
    showCondition(this.station);
    this.fillGates();
  }

  private bindCamera(root: HTMLElement): void {
    const button = must<HTMLButtonElement>("[data-camera]", root);
    when(root, "no-camera", !Camera.isPossible());
    button.hidden = !Camera.isPossible();
    button.addEventListener("click", () => void this.switchCamera());
    must("[data-torch]", root).addEventListener("click", (event) => {
      const torch = event.currentTarget as HTMLElement;
      const isOn = torch.getAttribute("aria-pressed") !== "true";
      void this.camera.torch(isOn).then(() => torch.setAttribute("aria-pressed", String(isOn))).catch(() => undefined);
    });
    must<HTMLInputElement>("[data-photo]", root).addEventListener("change", (event) => void this.photo(event.currentTarget as HTMLInputElement));
  }

  private async switchCamera(): Promise<void> {
    const { root } = this.station;
    if (this.camera.isOn) this.camera.stop();
    else await this.camera.start("environment").catch(() => when(root, "camera-refused", true));
    when(root, "camera-on", this.camera.isOn);
    when(root, "camera-off", !this.camera.isOn);
    must("[data-torch]", root).hidden = !this.camera.hasTorch;
    if (this.camera.isOn) when(root, "camera-refused", false);
  }

  private async photo(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    const text = await readPhoto(file);
    if (text) this.scanned(text, "photo");
    else this.tell({ kind: "refused", verdict: "no_code", name: "", unit: "", at: new Date().toISOString() });
  }

  private bindTyping(root: HTMLElement): void {
    const form = must<HTMLFormElement>("[data-typed]", root);
    const field = must<HTMLInputElement>("input", form);
    field.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = window.setTimeout(() => void this.search(field.value), typedMs);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(this.typing);
      const said = readSaid(field.value, false);
      if (said.kind !== "words") {
        field.value = "";
        void this.search("");
        this.scanned(said.kind === "code" ? said.code : "https:///s/", "typed");
      } else void this.search(said.words);
    });
    must("[data-write-down]", root).addEventListener("click", () => {
      const name = field.value.trim().slice(0, 40);
      if (!name) return;
      field.value = "";
      void this.search("");
      void this.take({ said_name: name }, null, "written");
    });
  }

  /** Found on this phone at once; on the server too where the list is not complete. */
  private async search(words: string): Promise<void> {
    const { desk, sender, root } = this.station;
    const typed = words.trim();
    let found = desk.known?.search(typed) ?? [];
    this.offer(found, typed);
    if (!typed || !sender.isOnline || (found.length && desk.known?.list.is_complete)) return;
    found = await sender.wire.search(typed).catch(() => found);
    if (must<HTMLInputElement>("[data-typed] input", root).value.trim() === typed) this.offer(found, typed);
  }

  private offer(people: Person[], typed: string): void {
    const { root, say } = this.station;
    const buttons = people.map((person) => {
      const button = personButton(person.name, person.unit, person.is_in ? say("is_in") : "");
      button.addEventListener("click", () => {
        must<HTMLInputElement>("[data-typed] input", root).value = "";
        this.offer([], "");
        void this.take({ who: person.who }, person, "search");
      });
      return button;
    });
    must("[data-found]", root).replaceChildren(...buttons);
    when(root, "nobody", Boolean(typed) && !people.length);
    when(root, "typed", Boolean(typed));
  }

  private async undo(kept: Kept): Promise<void> {
    const answer = await this.pin?.ask(true);
    if (!answer) return;
    try {
      await this.station.sender.wire.undo(kept.scan.nonce, answer.reason, answer.grant);
      this.log.undone(kept.scan.nonce);
    } catch (error) {
      this.tell({ kind: "refused", verdict: "undo_failed", name: kept.name, unit: error instanceof Error ? error.message : "", at: new Date().toISOString() });
    }
  }

  /** Only when nothing waits: what is on this phone alone would have nobody to send it. */
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

export async function startScanner(root: HTMLElement): Promise<void> {
  let scanner: Scanner | null = null;
  const station = await openStation(root, (get) => ({
    changed: () => scanner?.changed(),
    settled: (kept, receipt) => scanner?.settled(kept, receipt),
    figures: (figures) => showFigures(get().root, figures),
  }));
  if (!station) return;
  scanner = new Scanner(station);
  await scanner.start();
}
