import { element } from "../shared/dom";
import { find, makeChoice, recentOf, type Choice } from "./choices";
import { keepRecent, readRecent } from "./recent";

/** A search list over a <select>: the select keeps the value and is what the form sends. */
export class UnitPicker {
  private readonly choices: Choice[];
  private readonly input = element("input", "input");
  private readonly list = element("div", "picker-list");
  private readonly chosen = element("div", "picker-chosen");
  private readonly words: DOMStringMap;
  private shown: Choice[] = [];
  private active = -1;

  constructor(private readonly select: HTMLSelectElement) {
    this.words = select.dataset;
    this.choices = Array.from(select.options)
      .filter((option) => option.value !== "")
      .map((option) => makeChoice(option.value, option.text, option.dataset["note"] ?? "", option.dataset["search"] ?? ""));
  }

  start(): void {
    this.takePlace();
    this.input.addEventListener("input", () => this.open());
    this.input.addEventListener("focus", () => this.open());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    // Focus goes to the list's button before its click: close only when it left the picker.
    this.input.addEventListener("blur", () => window.setTimeout(() => this.list.contains(document.activeElement) || this.close(), 150));
    const value = this.select.value;
    if (value) this.paintChosen(value);
  }

  /** The field takes the select's id, so label, help, error and the error summary's link stay right. */
  private takePlace(): void {
    const id = this.select.id;
    this.select.id = `${id}-value`;
    this.select.required = false;
    Object.assign(this.input, { id, type: "text", autocomplete: "off", placeholder: this.words["textSearch"] ?? "" });
    this.list.id = `${id}-list`;
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = this.select.getAttribute(name);
      if (value) this.input.setAttribute(name, value);
    }
    const about = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", enterkeyhint: "search" };
    for (const [name, value] of Object.entries(about)) this.input.setAttribute(name, value);
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.words["textSearch"] ?? "");
    this.list.hidden = this.chosen.hidden = true;
    const frame = this.select.closest<HTMLElement>(".select") ?? this.select;
    frame.hidden = true;
    frame.before(this.chosen, this.input, this.list);
  }

  private open(): void {
    const query = this.input.value;
    const recent = query.trim() ? [] : recentOf(this.choices, [...(this.words["recent"] ?? "").split(","), ...readRecent()]);
    const { found, more } = find(this.choices, query);
    this.shown = [...recent, ...found.filter((choice) => !recent.includes(choice))];
    this.active = -1;
    this.list.replaceChildren();
    if (recent.length) this.list.append(this.line("picker-group", this.words["textRecent"]));
    this.shown.forEach((choice, index) => this.list.append(this.optionNode(choice, index)));
    if (!this.shown.length) this.list.append(this.line("picker-none", this.words["textNone"]));
    if (more) this.list.append(this.line("picker-none", this.words["textMore"]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  private line(kind: string, text = ""): HTMLElement {
    const node = element("div", kind, text);
    node.setAttribute("role", "presentation");
    return node;
  }

  private optionNode(choice: Choice, index: number): HTMLElement {
    const node = element("div", "picker-option");
    node.id = `${this.list.id}-${index}`;
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", String(choice.value === this.select.value));
    const text = element("span", "", choice.label);
    if (choice.note) text.append(element("small", "", choice.note));
    node.append(text);
    // The pointer must not take the focus away first, or the list would close under the finger.
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.choose(choice.value));
    return node;
  }

  private pressed(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.list.hidden) this.open();
      return this.move(step);
    }
    if (event.key === "Escape") this.close();
    if (event.key !== "Enter" || this.list.hidden) return;
    event.preventDefault();
    const choice = this.shown[this.active] ?? (this.input.value.trim() ? this.shown[0] : undefined);
    if (choice) this.choose(choice.value);
  }

  private move(step: number): void {
    if (!this.shown.length) return;
    this.active = (this.active + step + this.shown.length) % this.shown.length;
    const nodes = Array.from(this.list.querySelectorAll(".picker-option"));
    nodes.forEach((node, index) => node.classList.toggle("is-active", index === this.active));
    const node = nodes[this.active];
    node?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", node?.id ?? "");
  }

  private choose(value: string): void {
    this.select.value = value;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    keepRecent(value);
    this.close();
    this.paintChosen(value).focus();
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Shows the choice instead of the search; returns the button that reopens it. */
  private paintChosen(value: string): HTMLButtonElement {
    const choice = this.choices.find((known) => known.value === value);
    const text = element("span", "grow", choice?.label ?? "");
    const change = element("button", "btn btn-text", this.words["textChange"]);
    change.type = "button";
    change.setAttribute("aria-label", `${this.words["textChange"] ?? ""} ${choice?.label ?? ""}`);
    change.addEventListener("click", () => this.reopen());
    this.chosen.replaceChildren(text, change);
    this.chosen.hidden = false;
    this.input.hidden = true;
    return change;
  }

  private reopen(): void {
    this.chosen.hidden = true;
    this.input.hidden = false;
    this.input.value = "";
    this.input.focus();
  }
}
