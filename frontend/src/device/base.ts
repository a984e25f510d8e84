import { messagesOf } from "../shared/dom";
import { Known } from "./codes";
import { Desk } from "./desk";
import { Sender } from "./sender";
import { Shelf } from "./shelf";
import { setText, when } from "./show";
import type { Figures, Identity, Kept, Receipt } from "./types";
import { Wire } from "./wire";

export type Say = ReturnType<typeof messagesOf>;

/** What scanner and kiosk share: who this browser is, its shelf, its sender, and the line that tells how things are. */
export interface Station {
  root: HTMLElement;
  say: Say;
  me: Identity;
  shelf: Shelf | null;
  sender: Sender;
  desk: Desk;
}

export interface StationEvents {
  changed(): void;
  settled(kept: Kept, receipt: Receipt): void;
  figures(figures: Figures): void;
}

/** The station, or null in a browser that is no device (then the page says what to do). */
export async function openStation(root: HTMLElement, events: (station: () => Station) => StationEvents): Promise<Station | null> {
  const say = messagesOf(root);
  const shelf = await Shelf.open().catch(() => null);
  const me = (await shelf?.identity().catch(() => null)) ?? null;
  when(root, "loading", false);
  when(root, "no-device", !me);
  when(root, "device", Boolean(me));
  when(root, "no-storage", !shelf);
  if (!me) return null;
  let station: Station | null = null;
  const sender = new Sender(shelf, new Wire(me.token), me, events(() => station as Station));
  station = { root, say, me, shelf, sender, desk: new Desk(shelf, sender, me) };
  setText(root, "title", me.session.title);
  setText(root, "device", me.device.name);
  station.desk.recall([...((await shelf?.answered()) ?? []), ...((await shelf?.waiting()) ?? [])]);
  void shelf?.clearUp(Date.now());
  registerWorker();
  return station;
}

/** Pages open again without network, where the browser can (it needs HTTPS). */
function registerWorker(): void {
  void navigator.serviceWorker?.register("/door/sw.js").catch(() => undefined); // as without it: an open page goes on working
}

/** The line on top: connection, and scans that the server does not have. */
export function showCondition({ root, sender, say }: Station): void {
  const state = sender.isOut ? "out" : sender.isOnline ? "online" : "offline";
  for (const name of ["online", "offline", "out"]) when(root, name, state === name);
  when(root, "waiting", sender.waiting > 0);
  setText(root, "waiting", say("waiting", { n: sender.waiting }));
  when(root, "all-sent", sender.waiting === 0 && state === "online");
  when(root, "unsaved", sender.unsaved > 0);
  setText(root, "unsaved", say("unsaved", { n: sender.unsaved }));
  const device = sender.status?.device.state ?? "active";
  when(root, "over", device !== "active");
}

export function showFigures(root: HTMLElement, figures: Figures): void {
  setText(root, "heads", String(figures.heads));
  setText(root, "expected", figures.expected === null ? "" : String(figures.expected));
  when(root, "expected", figures.expected !== null);
  when(root, "inside", figures.inside !== null);
  setText(root, "inside", String(figures.inside ?? ""));
  when(root, "reviews", figures.waiting > 0);
  setText(root, "reviews", String(figures.waiting));
}

/** The list for times without network, from the phone first, then a newer one. */
export async function loadList({ shelf, sender, desk, me }: Station): Promise<void> {
  const kept = await shelf?.list(me.session.code).catch(() => null);
  if (kept && !desk.known) desk.known = new Known(kept);
  const fresh = await sender.wire.people().catch(() => null);
  if (!fresh) return;
  desk.known = new Known(fresh);
  await shelf?.keepList(me.session.code, fresh).catch(() => undefined);
}
