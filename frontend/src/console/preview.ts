import { all, one } from "../shared/dom";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The phone beside the form says what the form says: text nodes and shown parts follow the fields. */
export function bindPreviews(): void {
  const root = one("[data-preview-root]");
  for (const form of all<HTMLFormElement>("form[data-preview]")) {
    if (!root) return;
    const paint = (): void => {
      for (const node of all("[data-preview-field]", root)) paintText(form, node);
      for (const node of all("[data-preview-show]", root)) node.hidden = !holds(form, node.dataset["previewShow"] ?? "");
    };
    form.addEventListener("input", paint);
    form.addEventListener("change", paint);
    paint();
  }
}

function paintText(form: HTMLFormElement, node: HTMLElement): void {
  node.dataset["previewEmpty"] ??= node.textContent ?? "";
  const text = valuesOf(form, node.dataset["previewField"] ?? "", true).join("、").trim();
  node.textContent = text || node.dataset["previewEmpty"];
}

/** "name": ticked or not blank; "name=value": that value is among the chosen; "name>value": it sorts after; "!": not so. */
function holds(form: HTMLFormElement, rule: string): boolean {
  if (rule.startsWith("!")) return !holds(form, rule.slice(1));
  const [later = "", bound] = rule.split(">");
  if (bound !== undefined) return valuesOf(form, later, false).some((value) => value > bound);
  const [name = "", wanted] = rule.split("=");
  const values = valuesOf(form, name, false);
  return wanted === undefined ? values.some((value) => value !== "") : values.includes(wanted);
}

function valuesOf(form: HTMLFormElement, name: string, shown: boolean): string[] {
  const fields = all<Field>("input, select, textarea", form).filter((field) => field.name === name);
  return fields.flatMap((field) => {
    if (field instanceof HTMLSelectElement) {
      return Array.from(field.selectedOptions).map((option) => (shown ? (option.value ? option.text : "") : option.value));
    }
    if (field.type === "checkbox" || field.type === "radio") {
      if (!(field as HTMLInputElement).checked) return [];
      const label = (field as HTMLInputElement).labels?.[0];
      return [shown ? (label?.textContent ?? "").trim() : field.value];
    }
    return [shown && field.type === "datetime-local" ? field.value.replace("T", " ") : field.value];
  });
}
