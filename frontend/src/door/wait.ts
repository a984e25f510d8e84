import { all, one } from "../shared/dom";

/** A hall of phones must not press at one instant: each waits up to this long after the opening. */
const SPREAD_MS = 2500;
/** A phone that slept this long asks the server for the time again. */
const SLEPT_MS = 5000;

/** "1:02:03" or "02:03". */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  const hours = Math.floor(whole / 3600);
  return (hours ? [String(hours), ...parts] : parts).join(":");
}

/** Counts down by the server's time, which came as seconds to go, and then sends the form. */
export function waitForOpening(form: HTMLFormElement): void {
  const opensAt = performance.now() + Number(form.dataset["opensIn"] ?? "0") * 1000;
  const goAt = opensAt + 300 + Math.random() * SPREAD_MS;
  const clock = one("[data-countdown]");
  for (const part of all("[data-wait]")) part.hidden = false;
  const tick = window.setInterval(() => {
    if (clock) clock.textContent = countdown((opensAt - performance.now()) / 1000);
    if (performance.now() < goAt) return;
    window.clearInterval(tick);
    form.hidden = false;
    form.requestSubmit ? form.requestSubmit() : form.submit();
  }, 250);
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > SLEPT_MS) window.location.reload();
  });
}
