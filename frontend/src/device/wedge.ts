const quickestTypingMs = 60;
const shortest = 6;

/**
 * A USB or Bluetooth scanner types like a keyboard, only faster, and ends with Enter. Characters that come quicker than
 * hands type are taken as one scan, wherever the focus is; slower ones are somebody typing.
 */
export class Wedge {
  private text = "";
  private last = 0;

  constructor(private readonly scanned: (text: string) => void) {}

  start(): void {
    window.addEventListener("keydown", (event) => this.key(event), true);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.timeStamp - this.last > quickestTypingMs) this.text = "";
    this.last = event.timeStamp;
    if (event.key === "Enter") this.end(event);
    else if (event.key.length === 1) this.text += event.key;
  }

  private end(event: KeyboardEvent): void {
    const text = this.text;
    this.text = "";
    if (text.length < shortest) return;
    event.preventDefault();
    event.stopPropagation();
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.value = "";
    this.scanned(text);
  }
}
