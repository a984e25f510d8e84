import { backoffMs } from "./retry";
import type { SubmitOutcome } from "./outcome";
import { postForm } from "./transport";
import type { SendingBox, View } from "./view";

/**
 * Sends the paper until the server has answered: the form carries the same submission_key on every try, so a lost
 * answer costs nothing. Resolves with the address of the result; never when the plain form takes over.
 */
export async function submitUntilAnswered(form: HTMLFormElement, view: View, box: SendingBox, onAnswered: () => void): Promise<void> {
  for (let failures = 0; ; ) {
    box.show(view.say("sending"));
    const outcome = await tryOnce(form);
    if (outcome.kind === "done") {
      onAnswered();
      return location.assign(outcome.location);
    }
    if (outcome.kind === "plain") return form.submit();
    failures += 1;
    const ms = outcome.afterMs ?? backoffMs(failures, Math.random);
    box.show(view.say(outcome.busy ? "busy" : "retrying", { n: Math.ceil(ms / 1000) }));
    await box.wait(ms);
  }
}

async function tryOnce(form: HTMLFormElement): Promise<SubmitOutcome> {
  try {
    return await postForm(form);
  } catch {
    return { kind: "later", busy: false, afterMs: null };
  }
}
