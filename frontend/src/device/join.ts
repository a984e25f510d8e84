import { must } from "../shared/dom";
import { Shelf } from "./shelf";
import { setText, when } from "./show";
import { Refused, Wire } from "./wire";

/** Opening a link: the secret stands behind `#`, and is used when the button is pressed. */
export function startJoin(root: HTMLElement): void {
  const secret = location.hash.slice(1);
  when(root, "ready", secret.length >= 20);
  when(root, "empty", secret.length < 20);
  const button = must<HTMLButtonElement>("[data-join]", root);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await join(root, secret);
    button.disabled = false;
  });
}

async function join(root: HTMLElement, secret: string): Promise<void> {
  when(root, "failed", false);
  try {
    const shelf = await Shelf.open(); // first: a phone that cannot keep the token must not use the link up
    await shelf.remember("probe", String(Date.now()));
    const identity = await new Wire(secret).redeem(browserName());
    await shelf.become(identity);
    location.replace(identity.device.role === "kiosk" ? "/door/kiosk" : "/door/scan");
  } catch (error) {
    const key = error instanceof Refused ? "" : error instanceof DOMException ? "text-storage" : "text-network";
    setText(root, "reason", key ? root.getAttribute(`data-${key}`) ?? "" : (error as Refused).message);
    when(root, "failed", true);
  }
}

/** Enough to tell two phones apart on the organizer's page, nothing that identifies one. */
function browserName(): string {
  const agent = navigator.userAgent;
  const system = /HarmonyOS/i.test(agent) ? "HarmonyOS" : /Android/i.test(agent) ? "Android" : /iPhone|iPad/i.test(agent) ? "iOS" : /Windows/i.test(agent) ? "Windows" : /Mac/i.test(agent) ? "macOS" : "Linux";
  const name = /MicroMessenger/i.test(agent) ? "微信" : /Edg\//.test(agent) ? "Edge" : /Firefox/.test(agent) ? "Firefox" : /Chrome/.test(agent) ? "Chrome" : /Safari/.test(agent) ? "Safari" : "";
  return `${system} ${name}`.trim();
}
