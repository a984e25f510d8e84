import { closeDialog, openDialog } from "../shared/dialogs";
import { must } from "../shared/dom";

/** The box that stays while the paper is on its way. */
export class SendingBox {
  private readonly box: HTMLDialogElement;
  private readonly line: HTMLElement;
  private readonly again: HTMLButtonElement;
  private readonly stay: HTMLButtonElement;
  private readonly words: string;

  constructor(form: HTMLFormElement) {
    this.box = must("[data-player-sending]", form);
    this.line = must("[data-player-sending-text]", form);
    this.again = must("[data-player-retry]", form);
    this.stay = must("[data-player-stay]", form);
    this.words = this.line.textContent ?? "";
    this.box.addEventListener("cancel", (event) => event.preventDefault());
  }

  sending(): void {
    this.line.textContent = this.words;
    openDialog(this.box);
  }

  /** After `ms`, or at once when the person taps "now" or the phone comes online: "again"; or the person goes back: "stay". */
  wait(text: string, ms: number, mayStay: () => boolean): Promise<"again" | "stay"> {
    this.line.textContent = text;
    this.again.hidden = false;
    this.stay.hidden = !mayStay();
    return new Promise((resolve) => {
      const end = (way: "again" | "stay") => (): void => {
        window.clearTimeout(timer);
        window.removeEventListener("online", again);
        this.again.onclick = this.stay.onclick = null;
        this.again.hidden = this.stay.hidden = true;
        if (way === "stay") closeDialog(this.box);
        resolve(way);
      };
      const again = end("again");
      const timer = window.setTimeout(again, ms);
      window.addEventListener("online", again);
      this.again.onclick = again;
      this.stay.onclick = end("stay");
    });
  }
}
