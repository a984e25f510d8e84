import { all, element } from "./dom";
import { closeDialog, openDialog } from "./dialogs";

/** Asks once before a form with data-confirm is sent; without script the form is sent and the server decides. */
export function bindConfirms(): void {
  for (const form of all<HTMLFormElement>("form[data-confirm]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset["confirmed"]) return;
      event.preventDefault();
      ask(form, event.submitter as HTMLElement | null);
    });
  }
}

function ask(form: HTMLFormElement, trigger: HTMLElement | null): void {
  const dialog = element("dialog", "dialog");
  const text = element("p", "lead", form.dataset["confirm"]);
  text.id = "confirm-text";
  dialog.setAttribute("aria-labelledby", text.id);
  const cancel = element("button", "btn btn-quiet", form.dataset["confirmCancel"] ?? "×");
  const go = element("button", `btn ${trigger?.classList.contains("btn-danger") ? "btn-danger-solid" : "btn-primary"}`, form.dataset["confirmOk"] ?? "OK");
  cancel.type = go.type = "button";
  const body = element("div", "dialog-body");
  body.append(text);
  const foot = element("div", "dialog-foot");
  foot.append(cancel, go);
  dialog.append(body, foot);
  document.body.append(dialog);
  const leave = (): void => {
    if (dialog.hasAttribute("open")) closeDialog(dialog);
    dialog.remove();
    trigger?.focus();
  };
  cancel.addEventListener("click", leave);
  dialog.addEventListener("cancel", leave);
  go.addEventListener("click", () => {
    form.dataset["confirmed"] = "yes";
    go.disabled = true;
    form.submit();
  });
  openDialog(dialog);
  cancel.focus();
}
