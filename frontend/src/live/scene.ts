import type { Letter } from "./outbox";
import type { LiveState, Mine } from "./wire";

/** What a phone shows. */
export type Scene =
  | "lobby" // waiting for the first question
  | "soon" // 3, 2, 1
  | "ask" // the question, to be answered
  | "sent" // answered, and the question is still open
  | "waiting" // closed, not laid open yet
  | "reveal"
  | "board"
  | "finished"
  | "paused"
  | "removed";

export function sceneOf(state: LiveState, mine: Mine | null, letter: Letter | null, now: number): Scene {
  if (mine?.player?.removed) return "removed";
  if (state.phase === "finished") return "finished";
  if (state.paused !== null) return "paused";
  if (state.phase === "asking") return asking(state, mine, letter, now);
  if (state.phase === "locked") return "waiting";
  if (state.phase === "revealed") return "reveal";
  return state.phase;
}

function asking(state: LiveState, mine: Mine | null, letter: Letter | null, now: number): Scene {
  // the question comes with the first state at or after its moment; until then there is nothing to show
  if (!state.question || (state.opens_at !== null && now < state.opens_at)) return "soon";
  if (letter && letter.state !== "refused") return "sent";
  if (state.closes_at !== null && now >= state.closes_at) return "waiting";
  if (letter?.state === "refused" || mine?.player?.out) return "sent";
  return "ask";
}
