import { pendingOf } from "./player/record";
import { backoffMs } from "./player/retry";
import { readRecord, recordKey, usableStorage } from "./player/shelf";
import { messagesOf, must } from "./shared/dom";

// The page that stands at the address of another one while there is no network: says what is safe, and goes on by itself.
const box = must("[data-offline]");
const say = messagesOf(box);

/** The number of answers that only this phone has; null when it knows nothing of a paper at this address. */
function waiting(): number | null {
  const attempt = /\/a\/([\w-]+)/.exec(location.pathname)?.[1];
  const record = attempt ? readRecord(usableStorage(), recordKey(attempt)) : null;
  return record && pendingOf(record.taps, record.sent).length;
}

async function isBack(): Promise<boolean> {
  try {
    return (await fetch(box.dataset["probe"] ?? "", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function look(failures: number): Promise<void> {
  if (await isBack()) return location.reload();
  window.setTimeout(() => void look(failures + 1), backoffMs(failures, Math.random));
}

const n = waiting();
if (n !== null) must("[data-offline-text]").textContent = say(n ? "waiting" : "sent", { n });
must("[data-offline-again]").addEventListener("click", () => location.reload());
window.addEventListener("online", () => void isBack().then((back) => back && location.reload()));
window.setTimeout(() => void look(1), backoffMs(1, Math.random));
