import { one } from "../shared/dom";
import { Ends } from "./ends";

const SEEN = "staff.seen";
const OUT = "staff.out";
/** Timers sleep with the machine, so the clock is looked at again and again. */
const LOOK_MS = 60_000;

/** A page of staff clears itself when its session is over, or was ended in another tab: nothing stays on the screen. */
export function clearWhenOver(): void {
  const over = one<HTMLTemplateElement>("template[data-session-over]");
  if (!over) return;
  const now = Date.now();
  const ends = new Ends(Number(over.dataset["idleS"]) * 1000, now + Number(over.dataset["leftS"]) * 1000, now);
  const look = (): void => {
    if (ends.leftMs(Date.now()) <= 0) clear(over);
  };
  tell(SEEN);
  listenToOtherTabs(ends, over);
  noticeRequests(ends);
  document.addEventListener("submit", (event) => {
    // not form.action: a field of the form may have that name
    if ((event.target as HTMLFormElement).getAttribute("action")?.endsWith(over.dataset["signOut"] ?? "?")) tell(OUT);
  });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
  window.setInterval(look, LOOK_MS);
}

/** All tabs of a browser share the session: what one does keeps the others, and signing out in one clears all. */
function listenToOtherTabs(ends: Ends, over: HTMLTemplateElement): void {
  window.addEventListener("storage", (event) => {
    if (event.key === SEEN) ends.seen(Number(event.newValue));
    if (event.key === OUT && event.newValue) clear(over);
  });
}

/** Pages that ask for news themselves keep their session, on the server and so here. */
function noticeRequests(ends: Ends): void {
  if (typeof PerformanceObserver === "undefined") return;
  const observer = new PerformanceObserver((list) => {
    const asked = list.getEntries().some((entry) => entry.name.startsWith(`${location.origin}/console`));
    if (!asked) return;
    ends.seen(Date.now());
    tell(SEEN);
  });
  observer.observe({ entryTypes: ["resource"] });
}

function tell(key: string): void {
  try {
    localStorage.setItem(key, String(Date.now()));
  } catch {
    // a browser that keeps nothing has one tab as far as we know
  }
}

function clear(over: HTMLTemplateElement): void {
  document.title = over.dataset["title"] ?? "";
  document.body.className = "bare";
  document.body.replaceChildren(over.content.cloneNode(true));
}
