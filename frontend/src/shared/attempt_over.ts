import { dropRecord, usableStorage } from "../player/shelf";
import { one } from "./dom";

/** The result is there: what the phone kept of this paper goes, also when the answer to the submit had got lost. */
export function forgetAttempt(): void {
  const attempt = one<HTMLElement>("[data-attempt-over]")?.dataset["attemptOver"];
  if (attempt) dropRecord(usableStorage(), attempt);
}
