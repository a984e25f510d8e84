import { backoffMs } from "./retry";
import type { SubmitOutcome } from "./outcome";
import type { SendingBox } from "./sending";
import type { Sheet } from "./sheet";
import { postForm } from "./transport";

export interface SubmitParts {
  form: HTMLFormElement;
  box: SendingBox;
  /** The newest sheet of the server that the page knows. */
  revision(): number;
  /** Another tab or phone has saved more: the page takes it over, and what is handed in holds it. */
  onStale(answers: Sheet, revision: number): void;
  /** What to say while waiting `n` seconds for the next try. */
  words(busy: boolean, n: number): string;
  /** Whether there is still time to go back to the questions. */
  mayStay(): boolean;
  onDone(location: string): void;
  onPlain(): void;
}

/**
 * Sends the paper until the server has answered: the form carries the same submission_key on every try, so a lost
 * answer costs nothing. False when the person would rather go back to the questions.
 */
export async function submitUntilAnswered(parts: SubmitParts): Promise<boolean> {
  for (let failures = 0; ; ) {
    parts.box.sending();
    const outcome = await tryOnce(parts);
    if (outcome.kind === "done") {
      parts.onDone(outcome.location);
      return true;
    }
    if (outcome.kind === "plain") {
      parts.onPlain();
      parts.form.submit();
      return true;
    }
    if (outcome.kind === "stale") {
      parts.onStale(outcome.answers, outcome.revision);
      continue;
    }
    failures += 1;
    const ms = outcome.afterMs ?? backoffMs(failures, Math.random);
    if ((await parts.box.wait(parts.words(outcome.busy, Math.ceil(ms / 1000)), ms, parts.mayStay)) === "stay") return false;
  }
}

async function tryOnce({ form, revision }: SubmitParts): Promise<SubmitOutcome> {
  try {
    return await postForm(form, revision());
  } catch {
    return { kind: "later", busy: false, afterMs: null };
  }
}
