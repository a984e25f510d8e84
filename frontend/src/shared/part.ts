import { all, one } from "./dom";

/** A part of the page that the server draws again and again, replaced without taking anything out of people's hands. */
export class Part {
  private pressedUntil = 0;

  constructor(readonly root: HTMLElement) {
    // a button replaced between finger down and up would swallow the tap
    root.addEventListener("pointerdown", () => (this.pressedUntil = Date.now() + 1500));
    root.addEventListener("pointerup", () => (this.pressedUntil = Date.now() + 300));
  }

  /** Somebody is typing, choosing or pressing in the part: it is not pulled from under his fingers. */
  isBusy(): boolean {
    if (Date.now() < this.pressedUntil) return true;
    const active = document.activeElement;
    return active instanceof HTMLElement && this.root.contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
  }

  /** The part as the server has it now; what is open stays open, what was typed stays typed, focus stays. */
  show(html: string): void {
    const open = new Map(all<HTMLDetailsElement>("details[id]", this.root).map((each) => [each.id, each.open]));
    const kept = typed(this.root);
    const focused = document.activeElement?.id ?? "";
    const template = document.createElement("template");
    template.innerHTML = html;
    this.root.replaceChildren(template.content);
    for (const each of all<HTMLDetailsElement>("details[id]", this.root)) each.open = open.get(each.id) ?? each.open;
    for (const [id, value] of kept) {
      const field = one<HTMLInputElement | HTMLSelectElement>(`#${CSS.escape(id)}`, this.root);
      if (field) field.value = value;
    }
    if (focused) one(`#${CSS.escape(focused)}`, this.root)?.focus();
  }
}

/** What was typed or chosen in the part and not sent yet, by the field's id. */
function typed(root: HTMLElement): Map<string, string> {
  const inputs = all<HTMLInputElement>("input[id]", root).filter((each) => each.value !== each.defaultValue);
  const selects = all<HTMLSelectElement>("select[id]", root).filter((each) => all<HTMLOptionElement>("option", each).some((option) => option.selected !== option.defaultSelected));
  return new Map([...inputs, ...selects].map((each) => [each.id, each.value]));
}
