import { must } from "../shared/dom";
import { setText } from "./show";
import { Refused, type Wire } from "./wire";

/** Asks for the PIN, and why; the grant holds for ten minutes. */
export class Pin {
  private grant = "";
  private until = 0;
  private readonly dialog: HTMLDialogElement;
  private done: ((answer: { grant: string; reason: string } | null) => void) | null = null;

  constructor(root: HTMLElement, private readonly wire: Wire, private readonly say: (key: string) => string) {
    this.dialog = must<HTMLDialogElement>("[data-pin]", root);
    must("form", this.dialog).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.check();
    });
    must("[data-pin-cancel]", this.dialog).addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.end(null));
  }

  /** Null when it was given up. `needsReason` false: the PIN alone. */
  ask(needsReason: boolean): Promise<{ grant: string; reason: string } | null> {
    const reason = this.input("reason");
    must("[data-pin-reason]", this.dialog).hidden = !needsReason;
    reason.required = needsReason;
    const isOpen = Boolean(this.grant) && Date.now() < this.until;
    must("[data-pin-code]", this.dialog).hidden = isOpen;
    this.input("pin").required = !isOpen;
    this.input("pin").value = reason.value = "";
    setText(this.dialog, "pin-error", "");
    this.dialog.showModal();
    return new Promise((resolve) => (this.done = resolve));
  }

  private input(name: string): HTMLInputElement {
    return must<HTMLInputElement>(`input[name=${name}]`, this.dialog);
  }

  private async check(): Promise<void> {
    try {
      if (this.input("pin").required) {
        this.grant = await this.wire.unlock(this.input("pin").value.trim());
        this.until = Date.now() + 9.5 * 60_000;
      }
    } catch (error) {
      setText(this.dialog, "pin-error", error instanceof Refused ? error.message : this.say("needs_network"));
      return;
    }
    this.end({ grant: this.grant, reason: this.input("reason").value.trim() });
    this.dialog.close();
  }

  private end(answer: { grant: string; reason: string } | null): void {
    this.input("pin").value = "";
    this.done?.(answer);
    this.done = null;
  }
}
