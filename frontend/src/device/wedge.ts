const longestPauseMs = 1_000;
const shortest = 6;

/**
 * A USB or Bluetooth scanner types like a keyboard and ends with Enter. Keys that go to no field are its scan: nobody
 * types into nothing. What it types into a field is the field's own business, its form knows a code when it sees one.
 */
export class Wedge {
  private text = "";
  private last = 0;

  constructor(private readonly scanned: (text: string) => void) {}

  start(): void {
    window.addEventListener("keydown", (event) => this.key(event), true);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isField(event.target)) return;
    // a slow scanner pauses within a code; half a code would be a wrong one
    if (event.timeStamp - this.last > longestPauseMs) this.text = "";
    this.last = event.timeStamp;
    if (event.key === "Enter") this.end(event);
    else if (event.key.length === 1) this.add(event);
  }

  private add(event: KeyboardEvent): void {
    this.text += event.key;
    if (this.text.length > 1) event.preventDefault(); // a space in a code must not press a button
  }

  private end(event: KeyboardEvent): void {
    const text = this.text;
    this.text = "";
    if (text.length < shortest) return;
    event.preventDefault();
    event.stopPropagation();
    this.scanned(text);
  }
}

function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "file", "button"].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
