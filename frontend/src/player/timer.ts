import { Clock, clockText, crossed, sleepGuard } from "./clock";
import type { View } from "./view";

const lowMs = 60_000;

export interface TimerParts {
  view: View;
  onOver(): void;
  /** The phone slept: ask the server for the time. */
  onWake(): void;
}

/** Starts the count-down that the form asks for; null when the paper has no limit. */
export function startTimer(form: HTMLFormElement, parts: TimerParts): Clock | null {
  const deadline = Date.parse(form.dataset["deadline"] ?? "");
  const serverNow = Date.parse(form.dataset["serverNow"] ?? "");
  if (Number.isNaN(deadline) || Number.isNaN(serverNow)) return null;
  const steady = (): number => performance.now();
  const clock = new Clock(deadline, serverNow, steady);
  const duration = Number(form.dataset["durationS"]) * 1000 || clock.leftMs();
  const slept = sleepGuard(steady, () => Date.now());
  let before = clock.leftMs();
  const look = (): void => {
    const left = clock.leftMs();
    parts.view.clock(clockText(left), left <= lowMs);
    speak(parts.view, crossed(before, left, duration), left);
    before = left;
    if (left <= 0) return parts.onOver();
    if (slept()) parts.onWake();
    window.setTimeout(look, Math.min(1000, (left % 1000) + 20));
  };
  look();
  return clock;
}

/** Aloud only at half time, five minutes and one minute: a voice that counts seconds makes a reader lose the question. */
function speak(view: View, mark: "half" | "five" | "one" | null, left: number): void {
  if (!mark) return;
  const minutes = Math.max(1, Math.round(left / 60_000));
  const time = view.say("minutes", { n: minutes });
  view.announce(view.say(mark === "half" ? "half" : "left", { time }));
}
