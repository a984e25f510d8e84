import { messagesOf, must, one } from "../shared/dom";
import { Clock, clockText } from "./clock";
import { TimedSaver, type Sent } from "./timed_saver";
import { makerOf } from "./types/makers";

const lowMs = 10_000;

/** One question with its own clock: each tap is sent, the clock is shown, and at its end the next question waits for a tap. */
export function startTimed(form: HTMLFormElement): void {
  const say = messagesOf(form);
  const root = must("[data-question]", form);
  const saver = new TimedSaver({
    send: () => post(form, false),
    onState: (state) => paintState(form, state, say(state)),
    later: (run, ms) => window.setTimeout(run, ms),
  });
  const changed = (): void => saver.changed();
  makerOf(root.dataset["type"] ?? "")(root, { announce: (text) => announce(form, text), changed });
  for (const name of ["input", "change"]) root.addEventListener(name, changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void goOn(form, saver, say);
  });
  runClock(form, say, () => saver.flush());
}

/** The answer and the wish to see the next question, until the server has heard both. Then wherever it says. */
async function goOn(form: HTMLFormElement, saver: TimedSaver, say: (key: string) => string): Promise<void> {
  const button = must<HTMLButtonElement>("button:not([type=button])", form);
  if (button.disabled) return;
  button.disabled = true;
  await saver.stop();
  for (let tries = 0; ; tries++) {
    const sent = await post(form, true);
    if (sent.kind === "plain") return form.submit();
    if (sent.kind === "done") return window.location.assign(sent.location);
    paintState(form, "local", say("retrying"));
    await new Promise((resolve) => window.setTimeout(resolve, Math.min(8000, 1000 * 2 ** tries)));
  }
}

async function post(form: HTMLFormElement, goesOn: boolean): Promise<Sent> {
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    if (goesOn || name !== "show") body.append(name, String(value));
  });
  try {
    const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body, keepalive: true });
    if (answer.status >= 500 || answer.status === 429) return { kind: "later" };
    const told = (await answer.json()) as { location?: unknown; stored?: unknown };
    if (!answer.ok || typeof told.location !== "string" || !/^\/(?![/\\])/.test(told.location)) return { kind: "plain" };
    return { kind: "done", location: told.location, stored: told.stored === true };
  } catch {
    return { kind: "later" };
  }
}

function runClock(form: HTMLFormElement, say: (key: string, values?: Record<string, number>) => string, onOver: () => void): void {
  const clock = new Clock(Date.parse(form.dataset["deadline"] ?? ""), Date.parse(form.dataset["serverNow"] ?? ""), () => performance.now());
  const timer = must("[data-timed-timer]", form);
  let told = false;
  const look = (): void => {
    const left = clock.leftMs();
    must("[data-timed-clock]", form).textContent = clockText(left);
    timer.classList.toggle("is-low", left <= lowMs);
    if (!told && left <= lowMs && left > 0) {
      told = true;
      announce(form, say("left", { n: Math.ceil(left / 1000) }));
    }
    if (left > 0) {
      window.setTimeout(look, Math.min(1000, (left % 1000) + 20));
      return;
    }
    onOver();
    form.classList.add("is-over");
    announce(form, say("over"));
    paintState(form, "over", say("over"));
  };
  look();
}

function paintState(form: HTMLFormElement, state: string, text: string): void {
  const line = must("[data-timed-state]", form);
  line.dataset["state"] = state === "late" || state === "over" ? "failed" : state;
  must("span", line).textContent = text;
}

function announce(form: HTMLFormElement, text: string): void {
  const live = one("[data-timed-live]", form);
  if (live) live.textContent = text;
}
