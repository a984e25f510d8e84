import { one } from "../shared/dom";

const PAUSE_MS = 1500;

/** A box marked data-follow says how far something is: the page is asked again until its box is no longer marked. */
export function followProgress(): void {
  const box = one("[data-follow]");
  if (box) setTimeout(() => void look(box), PAUSE_MS);
}

async function look(box: HTMLElement): Promise<void> {
  const fresh = await read(box.id);
  if (fresh) {
    box.replaceChildren(...Array.from(fresh.childNodes));
    if (!fresh.hasAttribute("data-follow")) return box.removeAttribute("data-follow");
  }
  setTimeout(() => void look(box), PAUSE_MS);
}

/** The box as it is now; null when the network is away: the next look may find it. */
async function read(id: string): Promise<HTMLElement | null> {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  } catch {
    return null;
  }
}
