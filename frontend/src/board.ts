import { one } from "./shared/dom";

/** The big screen reads itself again each minute. While the network is away it keeps what it shows. */
const board = one("[data-board]");

async function refresh(place: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(location.href, { credentials: "omit" });
    if (answer.status === 404) return location.reload(); // switched off: say so
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
    if (answer.ok && fresh) place.replaceChildren(...Array.from(fresh.childNodes));
  } catch {
    // the next minute may find it
  }
}

if (board) setInterval(() => void refresh(board), Number(board.dataset.board) * 1000);
