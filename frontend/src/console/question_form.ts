import { all, must, one } from "../shared/dom";
import { bindRegions } from "./regions";

const pauseMs = 400;

interface Uploaded {
  name: string;
  url: string;
  width: number;
  height: number;
}

/** The author's form: the phone beside it follows, and files are stored as soon as they are chosen. */
export function bindQuestionForms(): void {
  for (const form of all<HTMLFormElement>("form[data-question-form]")) {
    const preview = follow(form);
    const regions = bindRegions(form, preview);
    for (const field of all("[data-media-field]", form)) bindUpload(form, field, (stored) => {
      if (one<HTMLInputElement>("input[name=picture]", field)) regions.changed(stored);
      preview();
    });
  }
}

/** Draws the preview anew a moment after the last change; only the newest answer is shown. */
function follow(form: HTMLFormElement): () => void {
  const screen = one("[data-question-preview]");
  let timer = 0;
  let newest = 0;
  const draw = async (): Promise<void> => {
    const mine = (newest += 1);
    const answer = await fetch(form.dataset["previewUrl"] ?? "", { method: "POST", body: withoutFiles(form), credentials: "same-origin" });
    if (screen && answer.ok && mine === newest) screen.innerHTML = await answer.text();
  };
  const soon = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void draw().catch(() => undefined), pauseMs);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  return soon;
}

function withoutFiles(form: HTMLFormElement): FormData {
  const body = new FormData();
  new FormData(form).forEach((value, name) => typeof value === "string" && body.append(name, value));
  return body;
}

function bindUpload(form: HTMLFormElement, field: HTMLElement, done: (stored: Uploaded) => void): void {
  const chooser = must<HTMLInputElement>("input[type=file]", field);
  chooser.addEventListener("change", async () => {
    const file = chooser.files?.[0];
    if (!file) return;
    field.classList.add("is-busy");
    const stored = await upload(form, field, file).catch(() => null);
    field.classList.remove("is-busy");
    if (!stored) return; // the file goes with the form instead
    must<HTMLInputElement>("[data-media-name]", field).value = stored.name;
    chooser.value = "";
    show(field, stored);
    done(stored);
  });
}

/** What was stored; null after telling why not. */
async function upload(form: HTMLFormElement, field: HTMLElement, file: File): Promise<Uploaded | null> {
  const body = new FormData();
  body.append("csrf_token", must<HTMLInputElement>("input[name=csrf_token]", form).value);
  body.append("kind", field.dataset["kind"] ?? "picture");
  body.append("file", file);
  const answer = await fetch(form.dataset["mediaUrl"] ?? "", { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
  const told = (await answer.json()) as Uploaded & { error?: { message?: string } };
  const line = must("[data-media-error]", field);
  line.hidden = answer.ok;
  line.textContent = answer.ok ? "" : (told.error?.message ?? "");
  return answer.ok ? told : null;
}

function show(field: HTMLElement, stored: Uploaded): void {
  const sound = field.dataset["kind"] === "audio";
  const node = document.createElement(sound ? "audio" : "img");
  node.src = stored.url;
  if (node instanceof HTMLAudioElement) node.controls = true;
  else node.alt = must<HTMLInputElement>(".input:not([type=file])", field).value;
  must("[data-media-now]", field).replaceChildren(node);
}
